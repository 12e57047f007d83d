using System.Globalization;

namespace Olympian.Docker.Tests.Faults;

/// <summary>The files of an engine whose images containerd keeps: blobs as they were pulled, and snapshots that containers see.</summary>
/// <param name="root">The engine's data root.</param>
internal sealed class ContainerdStore(string root)
{
    private readonly string daemon = Path.Combine(root, "containerd", "daemon");

    /// <summary>A layer's archive, a configuration or a manifest, as it was pulled.</summary>
    public string Blob(string digest) =>
        Path.Combine(daemon, "io.containerd.content.v1.content", "blobs", "sha256", digest["sha256:".Length..]);

    /// <summary>A file in the snapshot of a layer; the newest, where a copy of the image has one too.</summary>
    /// <param name="marker">A file that only this layer has.</param>
    /// <param name="path">Its path in the layer.</param>
    public string FileOfSnapshot(string marker, string path) => Path.Combine(
        Directory.EnumerateDirectories(Path.Combine(daemon, "io.containerd.snapshotter.v1.overlayfs", "snapshots"))
            .OrderBy(snapshot => int.Parse(Path.GetFileName(snapshot), CultureInfo.InvariantCulture))
            .Select(snapshot => Path.Combine(snapshot, "fs"))
            .Last(files => File.Exists(Path.Combine(files, marker))),
        path);
}
