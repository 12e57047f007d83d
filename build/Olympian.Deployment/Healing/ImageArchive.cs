using System.Text.Json;
using System.Text.Json.Nodes;
using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Healing;

/// <summary>
/// Writes an archive as <c>docker load</c> takes it. An engine reads only the layers that it does not have: of those it has, the archive needs
/// the names alone.
/// </summary>
internal static class ImageArchive
{
    /// <param name="destination">Where it goes.</param>
    /// <param name="name">The name the image gets.</param>
    /// <param name="configuration">The image's configuration.</param>
    /// <param name="layers">The layers, the lowest first.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(
        Stream destination, string name, ReadOnlyMemory<byte> configuration, IReadOnlyList<Layer> layers, CancellationToken cancellationToken)
    {
        var manifest = new JsonArray(new JsonObject
        {
            ["Config"] = "config.json",
            ["RepoTags"] = new JsonArray(JsonValue.Create(name)),
            ["Layers"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer.Name))]),
        });
        var archive = new ArchiveWriter(destination);
        foreach (var layer in layers.Where(layer => layer.Size > 0))
        {
            await archive.WriteAsync(layer.Name, layer.Size, layer.Write, cancellationToken);
        }

        await archive.WriteAsync("config.json", configuration, cancellationToken);
        await archive.WriteAsync("manifest.json", Json(manifest), cancellationToken);
        await archive.EndAsync(cancellationToken);
    }

    /// <summary>A document's bytes.</summary>
    public static byte[] Json(JsonNode node)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            node.WriteTo(json);
        }

        return text.ToArray();
    }

    /// <summary>A layer of the archive.</summary>
    /// <param name="Name">Its file's name.</param>
    /// <param name="Size">The length of its file in bytes; 0 for a layer that the engine has.</param>
    /// <param name="Write">Writes the file.</param>
    public sealed record Layer(string Name, long Size, Func<Stream, Task> Write);
}
