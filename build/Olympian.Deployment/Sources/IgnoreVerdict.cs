namespace Olympian.Deployment.Sources;

/// <summary>What <see cref="DockerIgnore"/> decided of one path, and what it needs to decide the paths beneath it.</summary>
public sealed class IgnoreVerdict
{
    internal IgnoreVerdict(bool isIgnored, bool[] matches)
    {
        IsIgnored = isIgnored;
        Matches = matches;
    }

    /// <summary>True when the path itself is not sent.</summary>
    public bool IsIgnored { get; }

    /// <summary>Which pattern matched here or above, by its place in the file.</summary>
    internal IReadOnlyList<bool> Matches { get; }
}
