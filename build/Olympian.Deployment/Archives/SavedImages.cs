using System.IO.Compression;
using System.Text.Json;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Archives;

/// <summary>
/// Reads what <c>docker save</c> writes, in one go and in constant memory: every blob must have the digest it is named by, every layer its
/// diff id, every configuration the image's id.
/// </summary>
/// <remarks>
/// The OCI layout of engines since 25 (<c>blobs/sha256/…</c>, <c>index.json</c>, <c>manifest.json</c>), the older one
/// (<c>ID/layer.tar</c>, <c>ID.json</c>, <c>manifest.json</c>), and the containerd store's, whose layers are compressed.
/// </remarks>
public sealed class SavedImages
{
    private const int LargestDocument = 8 * 1024 * 1024;
    private const string BlobPrefix = "blobs/sha256/";

    private readonly Dictionary<string, byte[]> documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Blob> blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayerContent> contents = new(StringComparer.Ordinal);

    private SavedImages()
    {
    }

    /// <summary>The images of the archive.</summary>
    public IReadOnlyList<SavedImage> Images { get; private set; } = [];

    /// <summary>Bytes that were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>The layers' files by diff id, where they were asked for.</summary>
    public IReadOnlyDictionary<string, LayerContent> Contents => contents;

    /// <param name="archive">The archive.</param>
    /// <param name="withContents">Whether to keep the layers' entries, with the digests of their files.</param>
    /// <param name="zstd">Reads what Zstandard compressed; the framework cannot.</param>
    /// <exception cref="DamagedArchive">It is no archive of images, or it is cut off.</exception>
    public static SavedImages Read(Stream archive, bool withContents, Func<Stream, Stream> zstd)
    {
        ArgumentNullException.ThrowIfNull(zstd);

        var saved = new SavedImages();
        using var counted = new HashingStream(archive);
        var reader = new ArchiveReader(counted);
        while (reader.Next() is { } entry)
        {
            var path = entry.Path.Bytes;
            if (entry.Kind is LayerEntryKind.SymbolicLink or LayerEntryKind.HardLink)
            {
                // The older layout has a layer that several images share once, and links for the rest.
                saved.links[path] = entry.Kind == LayerEntryKind.HardLink
                    ? entry.HardLinkTarget.Bytes
                    : EntryPath.OfBytes($"{entry.Path.Parent.Bytes}/{entry.LinkTarget}").Bytes;
            }
            else if (entry.Kind == LayerEntryKind.File)
            {
                saved.Take(path, entry.Size, new ContentStream(reader), withContents, zstd);
            }
        }

        reader.Drain();
        saved.Bytes = counted.Bytes;
        saved.Images = saved.Interpret();
        return saved;
    }

    private void Take(string path, long size, Stream content, bool withContents, Func<Stream, Stream> zstd)
    {
        using var stored = new HashingStream(content);
        var start = new byte[512];
        var length = stored.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        using var whole = new PrefixedStream(start.AsMemory(0, length), stored);

        // A file's name, with which an archive begins, may look like anything.
        var isArchive = ArchiveReader.IsHeader(start.AsSpan(0, length));
        if (!isArchive && IsDocument(start.AsSpan(0, length)) && size <= LargestDocument)
        {
            using var document = new MemoryStream((int)size);
            whole.CopyTo(document);
            documents[path] = document.ToArray();
            blobs[path] = new(stored.Finish().ToString(), null, null);
            return;
        }

        var decompress = isArchive ? null : DecompressionOf(start.AsSpan(0, length), zstd);
        string? diffId = null;
        string? trouble = null;
        try
        {
            using var layer = decompress is null ? null : new HashingStream(decompress(whole));
            if (withContents)
            {
                var files = LayerContent.Read(layer ?? (Stream)whole);
                diffId = (layer ?? stored).Finish().ToString();
                contents[diffId] = files;
            }
            else
            {
                Exhaust(layer ?? (Stream)whole);
                diffId = (layer ?? stored).Finish().ToString();
            }
        }
        catch (Exception damaged) when (damaged is InvalidDataException or DamagedArchive or EndOfStreamException)
        {
            trouble = damaged.Message;
        }

        if (decompress is null && diffId is not null)
        {
            // Not compressed, a layer is its own blob.
            blobs[path] = new(diffId, diffId, null);
            return;
        }

        Exhaust(whole); // what stands behind the end of a compressed stream is part of the blob as well
        blobs[path] = new(stored.Finish().ToString(), diffId, trouble);
    }

    private List<SavedImage> Interpret()
    {
        var images = new List<SavedImage>();
        if (documents.TryGetValue("manifest.json", out var manifest))
        {
            images.AddRange(Json(manifest, "manifest.json").EnumerateArray().Select(OfDockerManifest));
        }
        else if (documents.TryGetValue("index.json", out var index))
        {
            images.AddRange(OfIndex(Json(index, "index.json"), [], depth: 0));
        }

        return images.Count > 0 ? images : throw new DamagedArchive(WhyNone());
    }

    // Where containerd keeps the images, the engine ends what it saves behind a blob that is damaged, and says nothing.
    private string WhyNone()
    {
        foreach (var (path, blob) in blobs)
        {
            if (path.StartsWith(BlobPrefix, StringComparison.Ordinal) && $"sha256:{path[BlobPrefix.Length..]}" is var named && blob.Digest != named)
            {
                return $"The archive names no image, and breaks off after the blob {named}, which has the digest {blob.Digest}.";
            }
        }

        return "The archive names no image: it has neither a manifest.json nor an index.json with one.";
    }

    // Docker's own manifest names paths; where those are blobs, the OCI index beside it says by which digests containerd calls the image.
    private SavedImage OfDockerManifest(JsonElement image)
    {
        var configuration = image.GetProperty("Config").GetString() ?? "";
        var layers = image.TryGetProperty("Layers", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => name.GetString() ?? "").ToArray()
            : [];

        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (documents.TryGetValue("index.json", out var index))
        {
            ids.UnionWith(NamesOf(configuration, Json(index, "index.json"), [], depth: 0));
        }

        return Of(configuration, layers, ids);
    }

    private SavedImage Of(string configurationPath, string[] layerPaths, HashSet<string> ids)
    {
        var faults = new List<(string, LayerFault)>();
        var document = documents.GetValueOrDefault(Follow(configurationPath));
        ImageConfiguration? configuration = null;
        if (document is null)
        {
            faults.Add(("", new(FaultKind.Configuration, null, $"the configuration {configurationPath} in what the engine saved", "no such file")));
        }
        else
        {
            ids.Add(ContentDigest.Of(document).ToString());
            CheckName(configurationPath, FaultKind.Configuration, "", faults);
            try
            {
                configuration = ImageConfiguration.Parse(document);
            }
            catch (JsonException notOne)
            {
                faults.Add(("", new(FaultKind.Configuration, null, "an image configuration", notOne.Message)));
            }
        }

        if (configuration is not null && configuration.DiffIds.Count != layerPaths.Length)
        {
            faults.Add(("", new(FaultKind.Archive, null, $"{configuration.DiffIds.Count} layers", $"{layerPaths.Length} layers")));
        }
        else if (configuration is not null)
        {
            foreach (var (diffId, path) in configuration.DiffIds.Zip(layerPaths))
            {
                CheckLayer(diffId, path, faults);
            }
        }

        return new(ids, configuration, faults) { ConfigurationBytes = document };
    }

    private void CheckLayer(string diffId, string path, List<(string, LayerFault)> faults)
    {
        var blob = blobs.GetValueOrDefault(Follow(path));
        if (blob is null)
        {
            faults.Add((diffId, new(FaultKind.Archive, null, $"the layer {path} in what the engine saved", "no such file")));
            return;
        }

        CheckName(path, FaultKind.Archive, diffId, faults);
        if (blob.DiffId != diffId)
        {
            faults.Add((diffId, new(FaultKind.Archive, null, $"diff id {diffId}", blob.DiffId ?? blob.Trouble ?? $"a document of digest {blob.Digest}")));
        }
    }

    // A blob is named by its digest.
    private void CheckName(string path, FaultKind kind, string diffId, List<(string, LayerFault)> faults)
    {
        if (path.StartsWith(BlobPrefix, StringComparison.Ordinal)
            && blobs.GetValueOrDefault(Follow(path)) is { } blob
            && blob.Digest != $"sha256:{path[BlobPrefix.Length..]}")
        {
            faults.Add((diffId, new(kind, null, $"digest sha256:{path[BlobPrefix.Length..]}", blob.Digest)));
        }
    }

    private IEnumerable<SavedImage> OfIndex(JsonElement index, IReadOnlyList<string> above, int depth)
    {
        foreach (var (digest, document) in Named(index))
        {
            IReadOnlyList<string> ids = [.. above, digest];
            if (document.TryGetProperty("manifests", out _) && depth < 3)
            {
                foreach (var image in OfIndex(document, ids, depth + 1))
                {
                    yield return image;
                }
            }
            else if (document.TryGetProperty("config", out var config) && !IsAttestation(document))
            {
                yield return Of(
                    PathOf(config.GetProperty("digest").GetString()!),
                    [.. document.GetProperty("layers").EnumerateArray().Select(layer => PathOf(layer.GetProperty("digest").GetString()!))],
                    [.. ids]);
            }
        }
    }

    // Every digest on the way from the index to a manifest of this configuration.
    private IEnumerable<string> NamesOf(string configurationPath, JsonElement index, IReadOnlyList<string> above, int depth) =>
        Named(index).SelectMany(named => named.Document.TryGetProperty("manifests", out _) && depth < 3
            ? NamesOf(configurationPath, named.Document, [.. above, named.Digest], depth + 1)
            : named.Document.TryGetProperty("config", out var config) && PathOf(config.GetProperty("digest").GetString()!) == configurationPath
                ? [.. above, named.Digest]
                : []);

    // What an index names, as far as it is in the archive: an image of several platforms is saved with those that are there.
    private IEnumerable<(string Digest, JsonElement Document)> Named(JsonElement index)
    {
        foreach (var descriptor in index.GetProperty("manifests").EnumerateArray())
        {
            var digest = descriptor.GetProperty("digest").GetString()!;
            if (documents.TryGetValue(PathOf(digest), out var document))
            {
                var actual = ContentDigest.Of(document).ToString();
                yield return actual == digest
                    ? (digest, Json(document, PathOf(digest)))
                    : throw new DamagedArchive($"The manifest {digest} in what the engine saved has the digest {actual}.");
            }
        }
    }

    private static bool IsAttestation(JsonElement manifest) =>
        manifest.TryGetProperty("layers", out var layers)
        && layers.EnumerateArray().Any(layer => layer.TryGetProperty("mediaType", out var type)
            && type.GetString() is { } text && text.Contains("in-toto", StringComparison.Ordinal));

    private static JsonElement Json(byte[] document, string path)
    {
        try
        {
            return JsonDocument.Parse(document).RootElement;
        }
        catch (JsonException notOne)
        {
            throw new DamagedArchive($"{path} in what the engine saved is no JSON: {notOne.Message}", notOne);
        }
    }

    private static string PathOf(string digest) => digest.Replace("sha256:", BlobPrefix, StringComparison.Ordinal);

    private string Follow(string path)
    {
        for (var hops = 0; hops < 40 && links.TryGetValue(path, out var target); hops++)
        {
            path = target;
        }

        return path;
    }

    private static bool IsDocument(ReadOnlySpan<byte> start) => start.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static Func<Stream, Stream>? DecompressionOf(ReadOnlySpan<byte> start, Func<Stream, Stream> zstd) => start switch
    {
        [0x1F, 0x8B, ..] => compressed => new GZipStream(compressed, CompressionMode.Decompress),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => zstd,
        _ => null,
    };

    private static void Exhaust(Stream stream)
    {
        Span<byte> piece = stackalloc byte[64 * 1024];
        while (stream.Read(piece) > 0)
        {
        }
    }

    private sealed record Blob(string Digest, string? DiffId, string? Trouble);

    /// <summary>The content of the entry in a reader's hand.</summary>
    private sealed class ContentStream(ArchiveReader reader) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> rest;

        public override int Read(Span<byte> buffer)
        {
            if (rest.IsEmpty)
            {
                rest = reader.NextContent();
            }

            var count = Math.Min(rest.Length, buffer.Length);
            rest.Span[..count].CopyTo(buffer);
            rest = rest[count..];
            return count;
        }
    }

    /// <summary>A stream of which the beginning was read already.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> prefix = prefix;

        public override int Read(Span<byte> buffer)
        {
            if (prefix.IsEmpty)
            {
                return rest.Read(buffer);
            }

            var count = Math.Min(prefix.Length, buffer.Length);
            prefix.Span[..count].CopyTo(buffer);
            prefix = prefix[count..];
            return count;
        }
    }
}
