using Olympian.Deployment.Integrity;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>A kind of image that is as it was made.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="MakeAsync">Makes one; returns a name by which the engine knows it.</param>
internal sealed record HealthyShape(string Name, Func<ImageMaker, Task<string>> MakeAsync)
{
    /// <summary>Whether a registry has it, so that it can be held against that.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Whether it is looked into by default, and not in the full suite alone.</summary>
    public bool IsByDefault { get; init; }

    /// <summary>What the report must say that limits its proof; null for a proof without limit.</summary>
    public string? Limit { get; init; }

    /// <summary>The ways in which it can be looked into, where the engine itself cannot save such an image; null for all.</summary>
    public IReadOnlyList<Way>? OnlyBy { get; init; }

    /// <summary>The ways in which it is looked into.</summary>
    public IReadOnlyList<Way> Ways =>
        OnlyBy ?? (IsPublished ? [Way.Store, Way.Save, Way.RootFs, Way.Registry] : [Way.Store, Way.Save, Way.RootFs]);
}
