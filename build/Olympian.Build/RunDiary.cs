using System.Collections.Concurrent;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Runs;

namespace Olympian.Build;

/// <summary>What a run did, noted as it is done, for the record that it leaves at its end. Nothing is decided on it.</summary>
public sealed class RunDiary
{
    private readonly ConcurrentQueue<(string, TimeSpan)> durations = [];
    private readonly ConcurrentQueue<string> removed = [];
    private readonly ConcurrentDictionary<string, TimeSpan> starts = new(StringComparer.Ordinal);
    private CacheUse? use;
    private IReadOnlyList<BuiltImage> images = [];
    private IReadOnlyList<WayReport> ways = [];

    /// <summary>How long each target took.</summary>
    public IReadOnlyList<(string Target, TimeSpan Duration)> Durations => [.. durations];

    /// <summary>What was removed from the engine.</summary>
    public IReadOnlyList<string> Removed => [.. removed];

    /// <summary>The release that was built or started; null for none.</summary>
    public string? Release { get; set; }

    /// <summary>What clients saw while containers were switched.</summary>
    public IReadOnlyList<ServiceGap> Gaps { get; set; } = [];

    /// <summary>Notes a target that ran.</summary>
    public void Ran(string target, TimeSpan duration) => durations.Enqueue((target, duration));

    /// <summary>Notes a thing that is gone.</summary>
    public void Gone(string what) => removed.Enqueue(what);

    /// <summary>Notes that a build begins.</summary>
    public void Builds(CacheUse allowed) => use = allowed;

    /// <summary>Notes what was built, and how its layers were proven.</summary>
    public void Built(IReadOnlyList<BuiltImage> built, IReadOnlyList<WayReport> proven) => (images, ways) = (built, proven);

    /// <summary>Notes how long a service took until it was well; the last time counts.</summary>
    public void Started(string service, TimeSpan duration) => starts[service] = duration;

    /// <summary>Where the run's time went.</summary>
    /// <param name="waited">In how much of it nothing worked.</param>
    /// <param name="hasEarlierRelease">Whether a release of the project was built before.</param>
    public RunProfile Profile(TimeSpan waited, Func<bool> hasEarlierRelease) => RunProfile.Of(waited, use, images, starts, ways, hasEarlierRelease);
}
