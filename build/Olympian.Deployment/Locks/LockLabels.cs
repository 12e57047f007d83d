namespace Olympian.Deployment.Locks;

/// <summary>
/// By which a lock is known in the engine. None of them is <c>org.olympian.project</c>: a lock is no part of the stack, and no cleaning may
/// take it for one.
/// </summary>
public static class LockLabels
{
    /// <summary>Before the name of each label that says who holds a lock.</summary>
    public const string Prefix = "org.olympian.lock.";

    /// <summary>On a lock: the project that it locks.</summary>
    public const string Project = "org.olympian.lock";

    /// <summary>On the empty image that locks are made from.</summary>
    public const string Image = "org.olympian.lock-image";

    /// <summary>The name of a project's lock. The engine gives a container's name only once: that is what makes it a lock.</summary>
    public static string NameOf(string project) => $"olympian-lock-{project}";
}
