namespace Olympian.Deployment.Images;

/// <summary>A build failed: names the service and the step, and shows the step's last lines.</summary>
public sealed class ImageBuildFailure(string service, string? step, IReadOnlyList<string> lastLines, string reason, string logFile)
    : ExpectedFailure(
        $"The image of service '{service}' was not built.{(step is null ? "" : $" The failing step is {step}")}",
        string.Join('\n', [.. lastLines.Select(line => $"  {line}"), reason]),
        $"Nothing that runs was changed. Mend the cause and build again; the whole output is in {logFile}")
{
    /// <summary>The service.</summary>
    public string Service { get; } = service;

    /// <summary>The failing step as BuildKit names it, such as <c>[build 4/7] RUN npm run build</c>; null when none was running.</summary>
    public string? Step { get; } = step;
}
