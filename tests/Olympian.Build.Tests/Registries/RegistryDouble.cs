using System.Text.Json.Nodes;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

/// <summary>A registry in memory that can be damaged, and writes down what it was asked.</summary>
internal sealed class RegistryDouble : IRegistry
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>Manifests by digest or tag.</summary>
    public Dictionary<string, (byte[] Bytes, string MediaType)> Manifests { get; } = [];

    /// <summary>Blobs by digest.</summary>
    public Dictionary<string, byte[]> Blobs { get; } = [];

    /// <summary>What is thrown instead of an answer, by digest or tag.</summary>
    public Dictionary<string, Func<RegistryImage, Exception>> Refusals { get; } = [];

    /// <summary>Each question, in order: its kind, and its digest or tag.</summary>
    public List<string> Asked { get; } = [];

    public static RegistryDouble With(params HandMadeImage[] images)
    {
        var registry = new RegistryDouble();
        foreach (var image in images)
        {
            registry.Push(image);
        }

        return registry;
    }

    public void Push(HandMadeImage image, string? tag = null)
    {
        Manifests[image.Digest] = (image.Manifest, HandMadeImage.DockerManifest);
        Blobs[image.Id] = image.Configuration;
        foreach (var layer in image.Layers)
        {
            Blobs[layer.Digest] = layer.Blob;
        }

        if (tag is not null)
        {
            Manifests[tag] = Manifests[image.Digest];
        }
    }

    /// <summary>Puts an index of images before them; returns its digest.</summary>
    public string PushIndex(params (HandMadeImage Image, string? Platform)[] entries)
    {
        var manifests = new JsonArray();
        foreach (var (image, platform) in entries)
        {
            Push(image);
            var descriptor = HandMadeImage.Descriptor(HandMadeImage.DockerManifest, image.Manifest);
            if (platform?.Split('/') is [var os, var architecture, .. var variant])
            {
                descriptor["platform"] = new JsonObject
                {
                    ["os"] = os,
                    ["architecture"] = architecture,
                    ["variant"] = variant.FirstOrDefault(),
                };
            }

            manifests.Add((JsonNode)descriptor);
        }

        return PutManifest(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = OciIndex, ["manifests"] = manifests }, OciIndex);
    }

    /// <summary>Puts any JSON in a manifest's place; returns its digest.</summary>
    public string PutManifest(JsonObject json, string mediaType)
    {
        var bytes = HandMadeLayer.Bytes(json.ToJsonString());
        Manifests[Sha.Of(bytes)] = (bytes, mediaType);
        return Sha.Of(bytes);
    }

    public async Task<string> DigestAsync(RegistryImage image, CancellationToken cancellationToken)
    {
        Asked.Add($"digest {image.Reference}");
        await Task.CompletedTask;
        return Sha.Of(Find(image, image.Reference, Manifests, "manifest").Bytes);
    }

    public Task<RegistryManifest> ManifestAsync(RegistryImage image, CancellationToken cancellationToken)
    {
        Asked.Add($"manifest {image.Reference}");
        var (bytes, mediaType) = Find(image, image.Reference, Manifests, "manifest");
        var digest = Sha.Of(bytes);
        return image.IsByDigest && digest != image.Reference
            ? throw new RegistryWrongContent(image, $"manifest {image.Reference}", image.Reference, digest)
            : Task.FromResult(new RegistryManifest(digest, mediaType, bytes));
    }

    public Task<Stream> BlobAsync(RegistryImage image, string digest, CancellationToken cancellationToken)
    {
        Asked.Add($"blob {digest}");
        return Task.FromResult<Stream>(new MemoryStream(Find(image, digest, Blobs, "blob")));
    }

    private T Find<T>(RegistryImage image, string reference, Dictionary<string, T> where, string what) =>
        Refusals.TryGetValue(reference, out var refusal) ? throw refusal(image)
        : where.TryGetValue(reference, out var found) ? found
        : throw new RegistryNotFound(image, $"{what} {reference}", $"404 ({what.ToUpperInvariant()}_UNKNOWN)");
}
