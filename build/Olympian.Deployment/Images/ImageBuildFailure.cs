using Olympian.Deployment.Diagnosis;

namespace Olympian.Deployment.Images;

/// <summary>A build failed: names the service and the step, shows the step's last lines, and says what the catalogue knows of them.</summary>
/// <param name="service">The service.</param>
/// <param name="step">The failing step as BuildKit names it; null when none was running.</param>
/// <param name="lastLines">What it printed last.</param>
/// <param name="reason">What the builder said at the end.</param>
/// <param name="logFile">The file that holds the whole output.</param>
/// <param name="detail">What was found out beyond the output, such as the rule that hides a file; null for nothing.</param>
public sealed class ImageBuildFailure(
    string service, string? step, IReadOnlyList<string> lastLines, string reason, string logFile, string? detail = null)
    : ExpectedFailure(
        $"The image of service '{service}' was not built.{(step is null ? "" : $" The failing step is {step}")}",
        string.Join('\n', [.. lastLines.Select(line => $"  {line}"), reason]),
        NextStep.Of(
            LogDiagnosis.Of([.. lastLines, reason]),
            detail,
            $"Nothing that runs was changed. Mend the cause and build again; the whole output is in {logFile}")),
        IDiagnosedFailure
{
    /// <inheritdoc/>
    public LogDiagnosis Diagnosis => LogDiagnosis.Of(Lines);

    /// <inheritdoc/>
    public IReadOnlyList<string> Lines { get; } = [.. lastLines, reason];

    /// <summary>The service.</summary>
    public string Service { get; } = service;

    /// <summary>The failing step as BuildKit names it, such as <c>[build 4/7] RUN npm run build</c>; null when none was running.</summary>
    public string? Step { get; } = step;
}
