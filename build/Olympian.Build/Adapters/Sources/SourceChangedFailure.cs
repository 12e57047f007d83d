using Olympian.Deployment;

namespace Olympian.Build.Adapters.Sources;

/// <summary>A part of the source did not hold still long enough to be read: no fingerprint could be true of it.</summary>
public sealed class SourceChangedFailure(string path) : ExpectedFailure(
    $"'{PrintablePath.Of(path)}' was changed while it was being read.",
    null,
    "Stop what writes to it, or keep it from Docker by a line in .dockerignore, then run this again.");
