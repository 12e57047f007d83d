using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Bases;

/// <summary>An image that a build stands on cannot be had.</summary>
/// <param name="service">The service that is built.</param>
/// <param name="reference">The image, and where it is named.</param>
/// <param name="cause">What the engine said.</param>
public sealed class BaseUnavailable(string service, BaseReference reference, DockerCommandFailure cause)
    : ExpectedFailure(
        $"The image {reference.Image.Familiar} that service '{service}' is built upon cannot be had ({reference.Where}).",
        cause.ExpectedAndActual,
        NextStep.Of(cause.ErrorTail, "Nothing was built, and nothing that runs was changed. See it again with: " + cause.Command),
        cause), IDiagnosedFailure
{
    /// <inheritdoc/>
    public LogDiagnosis Diagnosis => cause.Diagnosis;

    /// <inheritdoc/>
    public IReadOnlyList<string> Lines => cause.ErrorTail;
}
