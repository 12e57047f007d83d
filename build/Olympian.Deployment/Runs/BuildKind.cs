namespace Olympian.Deployment.Runs;

/// <summary>How much a run's build had to do: only runs of one kind can be held against each other.</summary>
public enum BuildKind
{
    /// <summary>The project's first: no release of it was built before, and nothing came from the build cache.</summary>
    First,

    /// <summary>Every instruction ran again (<c>--no-cache</c>), in an engine that has built the project before.</summary>
    Clean,

    /// <summary>What was unchanged could come from the build cache.</summary>
    Cached,
}
