namespace Olympian.Deployment.Archives;

/// <summary>An archive is not one: cut off, or its headers contradict their own checksums.</summary>
public sealed class DamagedArchive(string message, Exception? cause = null) : Exception(message, cause);
