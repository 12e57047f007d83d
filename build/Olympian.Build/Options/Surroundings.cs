namespace Olympian.Build.Options;

/// <summary>
/// Where a run stands: fixed when the process starts, so that nothing later depends on the working directory Cake sets.
/// </summary>
/// <param name="Root">Absolute path of the checkout.</param>
/// <param name="StartedIn">Absolute path of the directory the user stood in; relative paths in options start there.</param>
/// <param name="Environment">The environment's variables.</param>
public sealed record Surroundings(string Root, string StartedIn, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Everything the build writes for people and CI.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The file GenerateBuildArgs writes and the build targets read.</summary>
    public string BuildArgumentsFile => Path.Combine(Root, ".env.build");

    /// <summary>The directory of the compose file and the Dockerfiles.</summary>
    public string Docker => Path.Combine(Root, "docker");

    /// <summary>A variable's value; null when it is not set, or set to nothing.</summary>
    public string? Variable(string name) => Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The absolute form of a path as typed; null for null.</summary>
    public string? Resolve(string? path) => path is null ? null : Path.GetFullPath(path, StartedIn);
}
