namespace Olympian.Deployment.Locks;

/// <summary>A lock that this run holds.</summary>
/// <param name="Id">Its id in the engine.</param>
/// <param name="Project">The project that it locks.</param>
/// <param name="Holder">This run.</param>
public sealed record HeldLock(string Id, string Project, LockHolder Holder);
