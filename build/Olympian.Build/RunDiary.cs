using System.Collections.Concurrent;
using Olympian.Deployment.Releases;

namespace Olympian.Build;

/// <summary>What a run did, noted as it is done, for the record that it leaves at its end. Nothing is decided on it.</summary>
public sealed class RunDiary
{
    private readonly ConcurrentQueue<(string, TimeSpan)> durations = [];
    private readonly ConcurrentQueue<string> removed = [];

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
}
