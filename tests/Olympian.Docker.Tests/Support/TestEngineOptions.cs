using System.Text.Json.Nodes;

namespace Olympian.Docker.Tests.Support;

/// <summary>What a test's own engine is like.</summary>
internal sealed record TestEngineOptions
{
    /// <summary>
    /// Where it keeps its images, for example on a <see cref="LoopDisk"/>: a directory that is made, and is itself no mount point.
    /// Null: in the engine's own directory.
    /// </summary>
    public string? DataRoot { get; init; }

    /// <summary>Whether it reaches the host's networks. Nothing in the battery needs that.</summary>
    public bool HasWayOut { get; init; }

    /// <summary>More rows of its daemon.json.</summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>Images are kept by containerd, as blobs and snapshots, instead of by a graph driver.</summary>
    public static JsonObject ContainerdImageStore => new() { ["features"] = new JsonObject { ["containerd-snapshotter"] = true } };
}
