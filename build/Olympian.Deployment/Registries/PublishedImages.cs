using System.Text.Json;

namespace Olympian.Deployment.Registries;

/// <summary>
/// Finds out what a registry publishes under a name: from the name to the manifest of one platform, from there to the configuration,
/// every step by its digest.
/// </summary>
public sealed class PublishedImages(IRegistry registry)
{
    // As much as a registry takes for a manifest. A configuration of more is none that a tool writes.
    private const long LargestConfiguration = 4 * 1024 * 1024;

    /// <summary>The image of one platform.</summary>
    /// <param name="image">The name; a digest, for whoever wants to know that it is always the same.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="imageId">
    /// The id by which an engine knows it, where that is known: an index may have several images for a platform whose version the
    /// engine does not say (arm), and then this one is looked for among them.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RegistryNotFound">There is no such name, or it is not for this platform.</exception>
    /// <exception cref="RegistryWrongContent">A manifest is not what its digest, its size or its type says.</exception>
    /// <exception cref="RegistryUnsupported">It is not an image of a kind that is read here.</exception>
    /// <exception cref="RegistryFailure">The registry did not answer.</exception>
    public async Task<PublishedImage> FindAsync(
        RegistryImage image, RegistryPlatform platform, string? imageId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(platform);

        var top = await registry.ManifestAsync(image, cancellationToken);
        var document = ManifestDocument.Read(image, top);
        return document.Configuration is { } configuration
            ? new(image, null, top.Digest, configuration, document.Layers)
            : await SelectAsync(image, top.Digest, document.Entries, platform, imageId, cancellationToken);
    }

    /// <summary>The image's configuration.</summary>
    /// <exception cref="RegistryNotFound">The registry has the manifest, but not the configuration it names.</exception>
    /// <exception cref="RegistryWrongContent">It is not what its digest or its size says, or not a configuration.</exception>
    /// <exception cref="RegistryFailure">The registry did not answer.</exception>
    public async Task<PublishedConfiguration> ConfigurationAsync(PublishedImage published, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(published);

        var announced = published.Configuration;
        var what = $"configuration {announced.Digest}";
        if (announced.Size > LargestConfiguration)
        {
            throw new RegistryUnsupported(
                published.Image, $"a configuration of at most {LargestConfiguration} bytes", $"one of {announced.Size}");
        }

        await using var blob = await registry.BlobAsync(published.Image, announced.Digest, cancellationToken);
        await using var measured = new MeasuredStream(blob, announced.Size, onRead: null);
        using var bytes = new MemoryStream((int)announced.Size);
        await measured.CopyToAsync(bytes, cancellationToken);
        var reading = await measured.EndAsync(cancellationToken);
        if (!reading.Is(announced))
        {
            var (expected, actual) = reading.Against(announced);
            throw new RegistryWrongContent(published.Image, what, expected, actual);
        }

        try
        {
            using var json = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            return new(
                [.. json.RootElement.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray()
                    .Select(id => id.GetString() ?? throw new FormatException("A diff id is null."))],
                json.RootElement.TryGetProperty("created", out var created) && created.ValueKind == JsonValueKind.String
                    && created.TryGetDateTimeOffset(out var time) ? time : null,
                bytes.ToArray());
        }
        catch (Exception malformed)
            when (malformed is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new RegistryWrongContent(published.Image, what, "the configuration of an image", $"{reading.Bytes} bytes that are none");
        }
    }

    private async Task<PublishedImage> SelectAsync(
        RegistryImage image,
        string indexDigest,
        IReadOnlyList<ManifestDocument.Entry> entries,
        RegistryPlatform platform,
        string? imageId,
        CancellationToken cancellationToken)
    {
        // The nearest first; those that do not say what they are for, last.
        var candidates = entries
            .Where(entry => entry.Platform is null || entry.Platform.IsOfTheSameKindAs(platform))
            .OrderBy(entry => entry.Platform is null ? 2 : entry.Platform == platform ? 0 : 1)
            .ToList();

        if (candidates.Count == 0)
        {
            var others = entries.Select(entry => entry.Platform?.ToString() ?? "none").Distinct();
            throw new RegistryNotFound(image, $"an image for {platform}", $"an index of images for {string.Join(", ", others)}");
        }

        var nearest = await ReadAsync(image, indexDigest, candidates[0].Manifest, cancellationToken);
        if (imageId is null || nearest.KindOf(imageId) is not null)
        {
            return nearest;
        }

        foreach (var candidate in candidates.Skip(1))
        {
            try
            {
                var other = await ReadAsync(image, indexDigest, candidate.Manifest, cancellationToken);
                if (other.KindOf(imageId) is not null)
                {
                    return other;
                }
            }
            catch (RegistryFailure failure) when (failure is RegistryNotFound or RegistryWrongContent or RegistryUnsupported)
            {
                // It was a guess; what is wrong with another platform's image is not this image's fault.
                continue;
            }
        }

        return nearest;
    }

    private async Task<PublishedImage> ReadAsync(
        RegistryImage image, string indexDigest, RegistryDescriptor announced, CancellationToken cancellationToken)
    {
        var manifest = await registry.ManifestAsync(image.At(announced.Digest), cancellationToken);
        if (manifest.Bytes.Length != announced.Size)
        {
            throw new RegistryWrongContent(
                image, $"manifest {announced.Digest}", $"{announced.Size} bytes", $"{manifest.Bytes.Length} bytes");
        }

        var document = ManifestDocument.Read(image, manifest);
        return document.Configuration is { } configuration
            ? new(image, indexDigest, manifest.Digest, configuration, document.Layers)
            : throw new RegistryUnsupported(image, "an index of images", "an index of indexes");
    }
}
