namespace Olympian.Deployment.CachedSteps;

/// <summary>A seal could not be written: the disk is full or read-only. What it was for is not proven, and no worse than that.</summary>
/// <param name="reason">The operating system's word for it.</param>
/// <param name="cause">What was caught.</param>
public sealed class SealNotWritten(string reason, Exception? cause = null) : Exception(reason, cause);
