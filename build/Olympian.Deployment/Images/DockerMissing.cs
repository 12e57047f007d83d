namespace Olympian.Deployment.Images;

/// <summary>There is no <c>docker</c> command on this machine, or it cannot be executed.</summary>
public sealed class DockerMissing(string executable, string reason, string bootstrapCommand, Exception cause)
    : ExpectedFailure(
        "There is no Docker command to run on this machine.",
        $"Expected `{executable}` in PATH; starting it said: {reason}",
        $"Install it: {bootstrapCommand}",
        cause);
