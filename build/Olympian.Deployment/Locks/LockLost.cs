namespace Olympian.Deployment.Locks;

/// <summary>A run lost its lock while it worked, and stopped: what it had not yet done it must not do any more.</summary>
public sealed class LockLost(string project, string how) : ExpectedFailure(
    $"This run lost the lock of project '{project}' and was stopped.",
    $"Expected to hold it to the end; {how}.",
    "Another run may work on the project now. See who and what: ./build.sh --target=Status; then run the same command again.");
