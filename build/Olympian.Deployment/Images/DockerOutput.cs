namespace Olympian.Deployment.Images;

/// <summary>What a <see cref="DockerCommand"/> left behind.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="StandardOutput">Standard output, whole; its last lines where it went to a callback, nothing where it went to a stream.</param>
/// <param name="StandardError">Standard error, whole; its last lines where it went to a callback.</param>
/// <param name="Duration">From start to exit.</param>
public sealed record DockerOutput(int ExitCode, string StandardOutput, string StandardError, TimeSpan Duration);
