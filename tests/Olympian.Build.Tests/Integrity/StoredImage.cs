using System.Formats.Tar;
using System.Text.Json;
using Olympian.Build.Tests.Archives;
using Olympian.Build.Tests.Registries;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Integrity;

/// <summary>An image of real archives: as the engine lists it, as it is saved, and as a container of it shows itself.</summary>
internal sealed class StoredImage
{
    public StoredImage(params byte[][] layers)
    {
        Layers = layers;
        DiffIds = [.. layers.Select(Sha.Of)];
        Configuration = JsonSerializer.SerializeToUtf8Bytes(new
        {
            rootfs = new { type = "layers", diff_ids = DiffIds },
            history = layers.Select((_, i) => new { created_by = $"COPY {i + 1}" }),
        });
        Root = layers.Length > 0 ? layers[^1] : new Archive().ToBytes();
    }

    public byte[][] Layers { get; }

    public IReadOnlyList<string> DiffIds { get; }

    public byte[] Configuration { get; }

    public string Id => Sha.Of(Configuration);

    /// <summary>What the engine's disk holds of each layer; the archive itself where nothing is damaged.</summary>
    public Dictionary<int, byte[]> Damaged { get; } = [];

    /// <summary>What a container of it shows.</summary>
    public byte[] Root { get; set; }

    public ImageFacts Facts => new(Id, [], [], new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, 1000, DiffIds, null) { Platform = "linux/amd64" };

    public static byte[] Layer(Action<Archive> fill, TarEntryFormat format = TarEntryFormat.Ustar)
    {
        using var archive = new Archive(format);
        fill(archive);
        return archive.ToBytes();
    }

    /// <summary>Several images as <c>docker save</c> writes them, shared layers once.</summary>
    public static byte[] Saved(IEnumerable<StoredImage> images)
    {
        using var archive = new Archive();
        var written = new HashSet<string>();
        var manifest = new List<object>();
        foreach (var image in images)
        {
            foreach (var (index, diffId) in image.DiffIds.Index())
            {
                if (written.Add(diffId))
                {
                    archive.File(Blob(diffId), image.Damaged.GetValueOrDefault(index, image.Layers[index]));
                }
            }

            archive.File(Blob(image.Id), image.Configuration);
            manifest.Add(new { Config = Blob(image.Id), Layers = image.DiffIds.Select(Blob) });
        }

        return archive.File("manifest.json", JsonSerializer.SerializeToUtf8Bytes(manifest)).ToBytes();
    }

    private static string Blob(string digest) => digest.Replace("sha256:", "blobs/sha256/", StringComparison.Ordinal);
}
