using Olympian.Deployment.Settings;

namespace Olympian.Deployment.Images;

/// <summary>One call of <c>docker</c> as a value: an argument list, never a shell string.</summary>
/// <param name="Arguments">What follows <c>docker</c>, each element exactly one argument.</param>
public sealed record DockerCommand(params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables added to (or, with a null value, taken out of) the inherited environment.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the process reads from standard input; null closes it at once, so that nothing ever waits for a keyboard.</summary>
    public string? Input { get; init; }

    /// <summary>How long the call may take before its process tree is killed; null means that the caller's token is the only limit.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where the process starts; null for the host's own directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Values to be blotted out wherever this command, its output or its failure is shown.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>The command as one would type it, with every secret blotted out.</summary>
    public override string ToString() => CommandLine.Display(["docker", .. Arguments], Secrets);
}
