using System.Text.Json.Nodes;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

/// <summary>An image of layers, with the manifest and configuration that a tool would write; or, to lie, others.</summary>
internal sealed class HandMadeImage
{
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    public HandMadeImage(params HandMadeLayer[] layers)
        : this(layers, [.. layers.Select(layer => layer.DiffId)])
    {
    }

    /// <param name="layers">The layers of the manifest.</param>
    /// <param name="diffIds">The diff ids of the configuration.</param>
    /// <param name="created">The configuration's date; null for none.</param>
    public HandMadeImage(HandMadeLayer[] layers, string[] diffIds, string? created = "2026-03-01T12:00:00Z")
    {
        Layers = layers;
        Configuration = HandMadeLayer.Bytes(new JsonObject
        {
            ["os"] = "linux",
            ["architecture"] = "amd64",
            ["created"] = created,
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. diffIds.Select(id => (JsonNode)id)]) },
        }.ToJsonString());
        Manifest = HandMadeLayer.Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = DockerManifest,
            ["config"] = Descriptor("application/vnd.docker.container.image.v1+json", Configuration),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)Descriptor(layer.MediaType, layer.Blob))]),
        }.ToJsonString());
    }

    public IReadOnlyList<HandMadeLayer> Layers { get; }

    public byte[] Configuration { get; }

    public byte[] Manifest { get; }

    public string Id => Sha.Of(Configuration);

    public string Digest => Sha.Of(Manifest);

    public static JsonObject Descriptor(string mediaType, byte[] bytes) =>
        new() { ["mediaType"] = mediaType, ["digest"] = Sha.Of(bytes), ["size"] = bytes.Length };

    /// <summary>What an overlay2 engine says of it after a pull by digest.</summary>
    public PulledImage Pulled(string repository = "registry.example/shop/base") => new(
        RegistryImage.Parse($"{repository}@{Digest}"),
        Id,
        [.. Layers.Select(layer => layer.DiffId)],
        RegistryPlatform.Of("linux", "amd64", null));
}
