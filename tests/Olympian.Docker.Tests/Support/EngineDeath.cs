namespace Olympian.Docker.Tests.Support;

/// <summary>How much dies with an engine that is killed.</summary>
internal enum EngineDeath
{
    /// <summary>The engine and its containerd, as <c>kill -9</c> does: containers, and the commands of builds, live on.</summary>
    Alone,

    /// <summary>
    /// Every process, every mount and everything in its directory for sockets and states, as when the machine stops; a registry in
    /// its network is another machine's. What was written stays written: losing that too is <see cref="LoopDisk.LosePower"/>'s.
    /// </summary>
    WithTheMachine,
}
