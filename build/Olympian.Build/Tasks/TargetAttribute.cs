namespace Olympian.Build.Tasks;

/// <summary>What the build must know of a target before it runs it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TargetAttribute(Stage stage) : Attribute
{
    /// <summary>Where Help lists it.</summary>
    public Stage Stage { get; } = stage;

    /// <summary>
    /// It talks to the Docker engine. Asked before the first target of a run starts, so that a stopped engine is told before
    /// anything is changed.
    /// </summary>
    public bool UsesEngine { get; init; }
}
