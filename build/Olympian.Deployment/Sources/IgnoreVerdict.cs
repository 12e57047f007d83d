namespace Olympian.Deployment.Sources;

/// <summary>What <see cref="DockerIgnore"/> decided of one path, and what it needs to decide the paths beneath it.</summary>
public sealed class IgnoreVerdict
{
    internal IgnoreVerdict(bool isIgnored, bool[] matches, IgnoreRule? rule)
    {
        IsIgnored = isIgnored;
        Matches = matches;
        Rule = rule;
    }

    /// <summary>True when the path itself is not sent.</summary>
    public bool IsIgnored { get; }

    /// <summary>The line that decided it, on the path itself or on a directory above it; null when no line says anything of it.</summary>
    public IgnoreRule? Rule { get; }

    /// <summary>Which pattern matched here or above, by its place in the file.</summary>
    internal IReadOnlyList<bool> Matches { get; }
}
