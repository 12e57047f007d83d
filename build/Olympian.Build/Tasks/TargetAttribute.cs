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

    /// <summary>
    /// It starts containers that publish ports. Also asked before the first target: a port that somebody else holds must not be
    /// found out after a build of minutes.
    /// </summary>
    public bool PublishesPorts { get; init; }

    /// <summary>
    /// All of its work is that of the targets it depends on: with <c>--exclusive</c> there is nothing left to do, and it is refused
    /// rather than called done.
    /// </summary>
    public bool OnlyGathers { get; init; }

    /// <summary>
    /// It reads the source. That contexts and Dockerfiles are there is asked before the first target, too.
    /// </summary>
    public bool ReadsSource { get; init; }

    /// <summary>It builds images. That there is room for them is asked before the first target.</summary>
    public bool Builds { get; init; }

    /// <summary>With <c>--plan</c> it shows what it would do, and does nothing.</summary>
    public bool Plans { get; init; }

    /// <summary>
    /// It uses the engine and changes nothing in it, nor in the files that others read: it needs no lock. Every other target that uses the
    /// engine works under the project's lock, so that one which forgets to say it is safe.
    /// </summary>
    public bool ReadsOnly { get; init; }

    /// <summary>
    /// It changes nothing in the engine, and yet how it ended is for the history: what it proved. Targets that change something are recorded
    /// without it.
    /// </summary>
    public bool IsRecorded { get; init; }

    /// <summary>With <c>--offline</c> it works on the files of a stopped engine, and asks for no engine.</summary>
    public bool WorksOffline { get; init; }
}
