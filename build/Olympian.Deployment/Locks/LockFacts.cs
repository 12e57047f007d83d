namespace Olympian.Deployment.Locks;

/// <summary>What stands in the engine under the name of a project's lock.</summary>
/// <param name="Id">The container's id: another lock of the same name has another.</param>
/// <param name="Name">The container's name.</param>
/// <param name="Holder">Who holds it; null when it is no lock of the project's but somebody's container of that name.</param>
public sealed record LockFacts(string Id, string Name, LockHolder? Holder);
