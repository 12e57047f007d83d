using System.Text.Json;

namespace Olympian.Deployment.Registries;

/// <summary>
/// What a manifest or an index says. Read strictly: bytes that two readers could take for two different things (a manifest and an
/// index at once, or another kind than the registry announced) are no image.
/// </summary>
internal sealed record ManifestDocument
{
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string FirstSchema = "application/vnd.docker.distribution.manifest.v1+";

    // The last four come from registries and tools that docker itself bears with; see moby/moby#22378.
    private static readonly HashSet<string> ImageConfigurations =
    [
        "application/vnd.docker.container.image.v1+json", "application/vnd.oci.image.config.v1+json",
        "application/octet-stream", "application/json", "text/html", "",
    ];

    private ManifestDocument(IReadOnlyList<Entry> entries, RegistryDescriptor? configuration, IReadOnlyList<RegistryDescriptor> layers)
    {
        Entries = entries;
        Configuration = configuration;
        Layers = layers;
    }

    /// <summary>An index's images; empty for a manifest.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>A manifest's configuration; null for an index.</summary>
    public RegistryDescriptor? Configuration { get; }

    /// <summary>A manifest's layers; empty for an index.</summary>
    public IReadOnlyList<RegistryDescriptor> Layers { get; }

    /// <exception cref="RegistryWrongContent">The bytes are not what the registry says they are.</exception>
    /// <exception cref="RegistryUnsupported">They are of a kind that is not read here.</exception>
    public static ManifestDocument Read(RegistryImage image, RegistryManifest manifest)
    {
        try
        {
            using var json = JsonDocument.Parse(manifest.Bytes);
            var root = json.RootElement;
            var kind = KindOf(image, manifest, root);
            return kind is DockerIndex or OciIndex ? Index(image, root) : Manifest(image, root);
        }
        catch (Exception malformed)
            when (malformed is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new RegistryWrongContent(
                image,
                $"manifest {manifest.Digest}",
                manifest.MediaType.Length > 0 ? manifest.MediaType : "a manifest",
                $"{manifest.Bytes.Length} bytes that are none");
        }
    }

    private static string KindOf(RegistryImage image, RegistryManifest manifest, JsonElement root)
    {
        var said = root.TryGetProperty("mediaType", out var field) ? field.GetString() : null;
        var isFirst = manifest.MediaType.StartsWith(FirstSchema, StringComparison.Ordinal)
            || (root.TryGetProperty("schemaVersion", out var version) && version.GetInt32() == 1);
        if (isFirst)
        {
            throw new RegistryUnsupported(
                image, "a manifest of schema 2, or of OCI", "a manifest of schema 1, which has no digest of any layer");
        }

        if (IsKnown(manifest.MediaType) && said is not null && said != manifest.MediaType)
        {
            throw new RegistryWrongContent(image, $"manifest {manifest.Digest}", manifest.MediaType, said);
        }

        var hasImages = root.TryGetProperty("manifests", out _);
        var hasLayers = root.TryGetProperty("layers", out _);
        if (hasImages && hasLayers)
        {
            throw new RegistryUnsupported(image, "a manifest or an index", "both in one");
        }

        // A registry or a proxy that sends its own idea of a type is not worth a refusal: the bytes are known by their digest.
        var kind = IsKnown(manifest.MediaType) ? manifest.MediaType : said ?? (hasImages ? OciIndex : OciManifest);
        return IsKnown(kind) ? kind : throw new RegistryUnsupported(image, "an image or an index of images", kind);
    }

    private static bool IsKnown(string mediaType) => mediaType is DockerManifest or DockerIndex or OciManifest or OciIndex;

    private static ManifestDocument Index(RegistryImage image, JsonElement root) =>
        new([.. root.GetProperty("manifests").EnumerateArray().Select(entry => Entry.Of(image, entry))], null, []);

    private static ManifestDocument Manifest(RegistryImage image, JsonElement root)
    {
        var configuration = Descriptor(image, root.GetProperty("config"));
        return ImageConfigurations.Contains(configuration.MediaType)
            ? new([], configuration, [.. root.GetProperty("layers").EnumerateArray().Select(layer => Descriptor(image, layer))])
            : throw new RegistryUnsupported(image, "an image", $"something with a configuration of type {configuration.MediaType}");
    }

    private static RegistryDescriptor Descriptor(RegistryImage image, JsonElement element)
    {
        var digest = element.GetProperty("digest").GetString();
        if (!RegistryImage.IsDigest(digest))
        {
            throw new RegistryUnsupported(image, "digests by SHA-256", $"'{digest}'");
        }

        var size = element.GetProperty("size").GetInt64();
        return new(
            element.TryGetProperty("mediaType", out var type) ? type.GetString() ?? string.Empty : string.Empty,
            digest!,
            size >= 0 ? size : throw new FormatException("A size is negative."));
    }

    /// <summary>One image of an index.</summary>
    /// <param name="Manifest">Its manifest.</param>
    /// <param name="Platform">The platform it is for; null where the index does not say.</param>
    internal sealed record Entry(RegistryDescriptor Manifest, RegistryPlatform? Platform)
    {
        public static Entry Of(RegistryImage image, JsonElement element) => new(
            Descriptor(image, element),
            element.TryGetProperty("platform", out var platform) && platform.ValueKind == JsonValueKind.Object
                ? RegistryPlatform.Of(
                    platform.GetProperty("os").GetString() ?? string.Empty,
                    platform.GetProperty("architecture").GetString() ?? string.Empty,
                    platform.TryGetProperty("variant", out var variant) ? variant.GetString() : null)
                : null);
    }
}
