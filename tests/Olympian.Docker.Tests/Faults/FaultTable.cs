using System.Text;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// Every fault that is one change to files. Those of a whole disk are <see cref="LoopDisk"/>'s, those of an engine that dies are
/// <see cref="TestEngine.KillAsync"/>'s and <see cref="EngineDeaths"/>'.
/// </summary>
internal static class FaultTable
{
    // struct vfs_cap_data, revision 2 with the effective bit; CAP_SYS_ADMIN is bit 21.
    private static readonly byte[] AdministersTheSystem = [1, 0, 0, 2, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // Of the form that the engine gives to short links.
    private const string NoShortLink = "l/AAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly IReadOnlyList<Fault> LayerFiles =
    [
        InLayer("byte flipped", FaultBase.Large, FileDamage.FlipByteAsync),
        InLayer("truncated", FaultBase.Text, path => FileDamage.TruncateAsync(path, 0.5)),
        InLayer("emptied", FaultBase.Text, path => FileDamage.TruncateAsync(path, 0)),
        InLayer("deleted", FaultBase.Text, FileDamage.DeleteAsync),
        InLayer("renamed", FaultBase.Text, path => Task.FromResult(FileDamage.Rename(path))),
        InLayer("added", $"{FaultBase.Data}/added.txt", path => Task.FromResult(FileDamage.Add(path))),
        InLayer("mode changed", FaultBase.Program, path => FileDamage.ChangeAsync(path, "chmod", "0755")),
        InLayer("owner changed", FaultBase.Text, path => FileDamage.ChangeAsync(path, "chown", "1234:1234")),
        InLayer("time changed", FaultBase.Text, path => FileDamage.ChangeAsync(path, "touch", "--date=2001-02-03 04:05:06Z")),
        InLayer("attribute changed", FaultBase.Capable, path =>
            FileDamage.SetAttributeAsync(path, "security.capability", AdministersTheSystem)),
        InLayer("link's target changed", FaultBase.SymbolicLink, path => FileDamage.LinkToAsync(path, "elsewhere.txt")),
        InLayer("replaced by a link to the same content", FaultBase.HardLink, path =>
            FileDamage.LinkToAsync(path, Path.GetFileName(FaultBase.OtherHardLink))),
        InLayer("hard link broken", FaultBase.HardLink, FileDamage.UnshareAsync),
    ];

    private static readonly IReadOnlyList<Fault> LayerDirectories =
    [
        InStore("layer directory gone", FaultPlace.LayerDirectory, layer => layer.Directory, FileDamage.DeleteAsync),
        InStore("diff directory gone", FaultPlace.LayerDirectory, layer => layer.Diff, FileDamage.DeleteAsync),
        InStore("lower emptied", FaultPlace.LayerDirectory, layer => layer.Lower, path => FileDamage.TruncateAsync(path, 0)),
        InStore("lower gone", FaultPlace.LayerDirectory, layer => layer.Lower, FileDamage.DeleteAsync),
        InStore("lower altered", FaultPlace.LayerDirectory, layer => layer.Lower, path => Rewritten(path, _ => NoShortLink)),
        InStore("link gone", FaultPlace.LayerDirectory, layer => layer.Link, FileDamage.DeleteAsync),
        InStore("short link gone", FaultPlace.LayerDirectory, layer => layer.ShortLink, FileDamage.DeleteAsync),
        InStore("short link leads nowhere", FaultPlace.LayerDirectory, layer => layer.ShortLink, path =>
            FileDamage.LinkToAsync(path, "../nowhere/diff")),
    ];

    private static readonly IReadOnlyList<Fault> TarSplits =
    [
        InStore("tar-split: byte flipped", FaultPlace.TarSplit, layer => layer.TarSplit, FileDamage.FlipPackedByteAsync),
        InStore("tar-split: half", FaultPlace.TarSplit, layer => layer.TarSplit, path => FileDamage.TruncateAsync(path, 0.5)),
        InStore("tar-split: empty", FaultPlace.TarSplit, layer => layer.TarSplit, path => FileDamage.TruncateAsync(path, 0)),
        InStore("tar-split: deleted", FaultPlace.TarSplit, layer => layer.TarSplit, FileDamage.DeleteAsync),
    ];

    private static readonly IReadOnlyList<Fault> LayerDatabase =
    [
        InDatabase("cache-id deleted", "cache-id", FileDamage.DeleteAsync),
        InDatabase("cache-id emptied", "cache-id", path => FileDamage.TruncateAsync(path, 0)),
        InDatabase("diff altered", "diff", path => Rewritten(path, OtherDigest)),
        InDatabase("size altered", "size", path => Rewritten(path, text => $"1{text}")),
        InDatabase("parent altered", "parent", path => Rewritten(path, OtherDigest)),
        InDatabase("entry gone", "", FileDamage.DeleteAsync),
        new("layer database: empty entry left over", FaultPlace.LayerDatabase, FaultMoment.BeforeARestart, site =>
        {
            var path = Path.Combine(Path.GetDirectoryName(site.Stored.DatabaseEntry)!, new string('0', 64));
            Directory.CreateDirectory(path);
            return Task.FromResult((path, "not there", "an empty directory"));
        }),
    ];

    private static readonly IReadOnlyList<Fault> Images =
    [
        InConfiguration("byte flipped", FileDamage.FlipByteAsync),
        InConfiguration("truncated", path => FileDamage.TruncateAsync(path, 0.5)),
        InConfiguration("deleted", FileDamage.DeleteAsync),
        new("repositories.json truncated", FaultPlace.References, FaultMoment.Stopped, site =>
            At(site.Store.References, path => FileDamage.TruncateAsync(path, 0))),
    ];

    private static readonly IReadOnlyList<Fault> Builder =
    [
        OfTheBuilder("byte flipped", FileDamage.FlipByteAsync),
        OfTheBuilder("deleted", FileDamage.DeleteAsync),
        new("build database garbled", FaultPlace.BuildDatabase, FaultMoment.Stopped, site =>
            At(Path.Combine(site.Store.BuildDirectory, "cache.db"), path => Task.FromResult(FileDamage.Garble(path)))),
        new("build database deleted", FaultPlace.BuildDatabase, FaultMoment.Stopped, site =>
            At(Path.Combine(site.Store.BuildDirectory, "cache.db"), FileDamage.DeleteAsync)),
        new("snapshot database garbled", FaultPlace.BuildDatabase, FaultMoment.Stopped, site =>
            At(Path.Combine(site.Store.BuildDirectory, "snapshots.db"), path => Task.FromResult(FileDamage.Garble(path)))),
    ];

    private static readonly IReadOnlyList<Fault> Registries =
    [
        AtTheRegistry("blob: byte flipped", LayerBlob, FileDamage.FlipByteAsync),
        AtTheRegistry("blob: truncated", LayerBlob, path => FileDamage.TruncateAsync(path, 0.5)),
        AtTheRegistry("blob: missing", LayerBlob, FileDamage.DeleteAsync),
        AtTheRegistry("configuration: byte flipped", (storage, image) => storage.BlobFile(image.ConfigDigest), FileDamage.FlipByteAsync),
        AtTheRegistry("manifest: another's bytes", (storage, image) => storage.BlobFile(image.ManifestDigest), path =>
            Rewritten(path, OtherDigest)),
        new("registry: tag leads to an image whose layers are not its configuration's", FaultPlace.Registry, FaultMoment.Running, site =>
        {
            var (registry, image) = RegistryOf(site);
            var manifest = registry.Storage.Manifest(image.Name, image.Tag);
            var layers = manifest["layers"]!.AsArray();
            var first = layers[0]!.DeepClone();
            layers.RemoveAt(0);
            layers.Add(first);
            var digest = registry.Storage.PutManifest(image.Name, image.Tag, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
            return Task.FromResult(($"tag {image.Name}:{image.Tag}", image.ManifestDigest, $"{digest}, the first layer last"));
        }),
    ];

    private static readonly IReadOnlyList<Fault> Containerd =
    [
        InSnapshot("byte flipped", FaultBase.Large, FileDamage.FlipByteAsync),
        InSnapshot("deleted", FaultBase.Text, FileDamage.DeleteAsync),
        InSnapshot("mode changed", FaultBase.Program, path => FileDamage.ChangeAsync(path, "chmod", "0755")),
        InBlob("layer blob byte flipped", image => image.Layers[FaultBase.DataLayer].BlobDigest, FileDamage.FlipByteAsync),
        InBlob("layer blob deleted", image => image.Layers[FaultBase.DataLayer].BlobDigest, FileDamage.DeleteAsync),
        InBlob("configuration byte flipped", image => image.ConfigDigest, FileDamage.FlipByteAsync),
        InBlob("configuration deleted", image => image.ConfigDigest, FileDamage.DeleteAsync),
        InBlob("manifest names another layer", image => image.ManifestDigest, path => Rewritten(path, text => LastDigest(text, 'a', 'b'))),
        InBlob("manifest names no layer", image => image.ManifestDigest, path => Rewritten(path, text => LastDigest(text, 'g', 'h'))),
        InBlob("manifest deleted", image => image.ManifestDigest, FileDamage.DeleteAsync),
    ];

    /// <summary>Those of an engine with the overlay2 graph driver, of the builder and of registries.</summary>
    public static IReadOnlyList<Fault> All { get; } =
        [.. LayerFiles, .. LayerDirectories, .. TarSplits, .. LayerDatabase, .. Images, .. Builder, .. Registries];

    /// <summary>Those of an engine whose images containerd keeps (<see cref="TestEngineOptions.ContainerdImageStore"/>).</summary>
    public static IReadOnlyList<Fault> OfContainerd { get; } = Containerd;

    /// <summary>One, by its name.</summary>
    public static Fault Named(string name) => All.Concat(OfContainerd).Single(fault => fault.Name == name);

    private static Fault InLayer(string name, string file, Func<string, Task<(string, string)>> damage) =>
        new($"file {name}", FaultPlace.LayerFile, FaultMoment.Running, site =>
            At(site.Stored.FileOf(Path.Join(site.Under, file)), damage));

    private static Fault InStore(
        string name, FaultPlace place, Func<StoredLayer, string> where, Func<string, Task<(string, string)>> damage) =>
        new(name, place, FaultMoment.Running, site => At(where(site.Stored), damage));

    private static Fault InDatabase(string name, string file, Func<string, Task<(string, string)>> damage) =>
        new($"layer database: {name}", FaultPlace.LayerDatabase, FaultMoment.BeforeARestart, site =>
            At(Path.Join(site.Stored.DatabaseEntry, file).TrimEnd('/'), damage));

    private static Fault InConfiguration(string name, Func<string, Task<(string, string)>> damage) =>
        new($"image configuration {name}", FaultPlace.ImageConfiguration, FaultMoment.Running, site =>
            At(site.Store.Configuration(site.ImageId), damage));

    // A cached step of a stage that is in no image, and the content of a cache mount, are both layers of the builder's own.
    private static Fault OfTheBuilder(string name, Func<string, Task<(string, string)>> damage) =>
        new($"build cache: file {name}", FaultPlace.BuildCache, FaultMoment.Running, site => At(
            site.Store.FileOfTheBuilder(
                site.BuilderFile ?? throw new ArgumentException("A fault of the build cache needs a file to look for.", nameof(site))),
            damage));

    private static Fault InSnapshot(string name, string file, Func<string, Task<(string, string)>> damage) =>
        new($"containerd: file {name}", FaultPlace.Snapshot, FaultMoment.Running, site =>
            At(site.Containerd.FileOfSnapshot(FaultBase.MarkerOf(ImageOf(site)), file), damage));

    private static Fault InBlob(string name, Func<PublishedImage, string> which, Func<string, Task<(string, string)>> damage) =>
        new($"containerd: {name}", FaultPlace.Blob, FaultMoment.Running, site => At(site.Containerd.Blob(which(ImageOf(site))), damage));

    private static Fault AtTheRegistry(
        string name, Func<RegistryStorage, PublishedImage, string> where, Func<string, Task<(string, string)>> damage) =>
        new($"registry: {name}", FaultPlace.Registry, FaultMoment.Running, site =>
        {
            var (registry, image) = RegistryOf(site);
            return At(where(registry.Storage, image), async path =>
            {
                // The file may be another registry's too.
                await FileDamage.UnshareAsync(path);
                return await damage(path);
            });
        });

    private static PublishedImage ImageOf(FaultSite site) =>
        site.Published ?? throw new ArgumentException("This fault needs to know the image as it was published.", nameof(site));

    private static (TestRegistry Registry, PublishedImage Image) RegistryOf(FaultSite site) =>
        (site.Registry ?? throw new ArgumentException("A fault of a registry needs a registry.", nameof(site)), ImageOf(site));

    private static string LayerBlob(RegistryStorage storage, PublishedImage image) =>
        storage.BlobFile(image.Layers[FaultBase.DataLayer].BlobDigest);

    private static async Task<(string Path, string Before, string After)> At(
        string path, Func<string, Task<(string Before, string After)>> damage)
    {
        var (before, after) = await damage(path);
        return (path, before, after);
    }

    private static Task<(string Before, string After)> Rewritten(string path, Func<string, string> change) =>
        Task.FromResult(FileDamage.Rewrite(path, change));

    // The first digest in the text becomes another one of the same form.
    private static string OtherDigest(string text)
    {
        var place = text.IndexOf("sha256:", StringComparison.Ordinal) + "sha256:".Length;
        return $"{text[..place]}{(text[place] == '0' ? '1' : '0')}{text[(place + 1)..]}";
    }

    // The last digest in the text begins with one of these: the first, or where it does so already, the other.
    private static string LastDigest(string text, char first, char other)
    {
        var place = text.LastIndexOf("sha256:", StringComparison.Ordinal) + "sha256:".Length;
        return $"{text[..place]}{(text[place] == first ? other : first)}{text[(place + 1)..]}";
    }
}
