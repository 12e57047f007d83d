using Olympian.Deployment.Diagnosis;

namespace Olympian.Deployment.Releases;

/// <summary>Containers of a release were started and not all of them became healthy.</summary>
/// <param name="whatFailed">One sentence: what failed.</param>
/// <param name="expectedAndActual">The containers that are not well, with their last lines.</param>
/// <param name="printed">What Docker printed of it.</param>
/// <param name="otherwise">The next step that holds whatever the catalogue knows of that.</param>
public sealed class DidNotComeUp(string whatFailed, string expectedAndActual, IReadOnlyList<string> printed, string otherwise)
    : ExpectedFailure(whatFailed, expectedAndActual, NextStep.Of(printed, otherwise)), IDiagnosedFailure
{
    /// <inheritdoc/>
    public LogDiagnosis Diagnosis { get; } = LogDiagnosis.Of(printed);

    /// <inheritdoc/>
    public IReadOnlyList<string> Lines { get; } = printed;
}
