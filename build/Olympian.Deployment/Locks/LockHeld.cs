namespace Olympian.Deployment.Locks;

/// <summary>Another run works on the project.</summary>
public sealed class LockHeld : ExpectedFailure
{
    /// <param name="project">The project.</param>
    /// <param name="holder">Who works on it.</param>
    /// <param name="now">The time, for how long.</param>
    /// <param name="waited">How long was waited for it in vain.</param>
    public LockHeld(string project, LockHolder holder, DateTimeOffset now, TimeSpan waited)
        : base(
            waited > TimeSpan.Zero
                ? FormattableString.Invariant($"Another run still works on project '{project}', after {waited.TotalSeconds:0} s of waiting (--lock-wait).")
                : $"Another run works on project '{project}'.",
            $"Expected its lock to be free; it is held by {LockText.Of(holder, now)}.",
            "Nothing was changed. Run the same command again with --lock-wait=10m to wait for it; see what runs: ./build.sh --target=Status; if that run is gone: ./build.sh --target=Unlock")
    {
        Holder = holder;
    }

    /// <summary>Who works on it.</summary>
    public LockHolder Holder { get; }
}
