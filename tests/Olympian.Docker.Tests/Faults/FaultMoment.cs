namespace Olympian.Docker.Tests.Faults;

/// <summary>When a fault is injected, and what it takes to show.</summary>
internal enum FaultMoment
{
    /// <summary>While the engine runs; it shows at the next use.</summary>
    Running,

    /// <summary>While the engine runs, which knows better and shows it only after its next start.</summary>
    BeforeARestart,

    /// <summary>While the engine is stopped: running, it would write the file itself.</summary>
    Stopped,
}
