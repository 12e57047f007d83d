using Olympian.Deployment.Releases;

namespace Olympian.Build;

/// <summary>
/// The release this run built, if it built one. The one fact that a later target of the same run has from an earlier one: the engine
/// may hold a release that looks newer, made while a clock was ahead, and a run must never start another than it has built.
/// </summary>
public sealed class BuiltRelease
{
    /// <summary>Null where this run has built none: the newest verified release is then the one to start.</summary>
    public ReleaseId? Id { get; set; }
}
