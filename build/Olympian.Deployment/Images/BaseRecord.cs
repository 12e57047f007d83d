using System.Text;
using System.Text.Json;
using Olympian.Deployment.Bases;

namespace Olympian.Deployment.Images;

/// <summary>An image that another was built upon, as its label says.</summary>
/// <param name="Name">The reference in the Dockerfile.</param>
/// <param name="Digest">The digest under which a registry has it, <c>sha256:…</c>; null for an image that is in no registry.</param>
/// <param name="ImageId">Its id in the engine.</param>
public sealed record BaseRecord(string Name, string? Digest, string ImageId)
{
    /// <summary>The label's text: JSON, since a reference may hold anything that separates words elsewhere.</summary>
    public static string LabelOf(IEnumerable<BaseRecord> bases)
    {
        ArgumentNullException.ThrowIfNull(bases);

        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (var one in bases.Distinct().OrderBy(one => one.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("name", one.Name);
                json.WriteString("digest", one.Digest);
                json.WriteString("id", one.ImageId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>The names of the images that an image was built upon.</summary>
    public static IEnumerable<ImageReference> NamesOf(ImageFacts image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ListOf(image.Labels).Select(record => ImageReference.TryParse(record.Name, out var name) ? name : null).OfType<ImageReference>();
    }

    /// <summary>What an image's label says; empty for an image without one, or one that is none of ours.</summary>
    public static IReadOnlyList<BaseRecord> ListOf(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);

        if (labels.GetValueOrDefault(ImageLabels.Bases) is not { Length: > 0 } text)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(one => new BaseRecord(
                one.GetProperty("name").GetString() ?? "",
                one.TryGetProperty("digest", out var digest) ? digest.GetString() : null,
                one.GetProperty("id").GetString() ?? ""))];
        }
        catch (Exception notOurs) when (notOurs is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }
}
