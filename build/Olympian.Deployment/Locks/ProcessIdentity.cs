namespace Olympian.Deployment.Locks;

/// <summary>
/// Names one process for ever: a process id alone is given again. Two identities of the same <see cref="Machine"/> can be told apart by
/// looking at the machine's processes; of another one nothing can be seen.
/// </summary>
/// <param name="Machine">The boot of the kernel, and the namespace in which the process id counts; null where neither can be known.</param>
/// <param name="Id">The process id.</param>
/// <param name="Started">When it started, in the kernel's own count.</param>
public sealed record ProcessIdentity(string? Machine, int Id, string Started);
