using System.Text.Json;
using System.Text.Json.Serialization;
using Olympian.Deployment;

namespace Olympian.Build.Adapters.Docker;

/// <summary>The file that <c>docker buildx build --metadata-file</c> writes, as far as it tells which image was made.</summary>
internal sealed record BuildMetadata
{
    /// <summary>The digest of the image's configuration.</summary>
    [JsonPropertyName("containerimage.config.digest")]
    public string? ConfigurationDigest { get; init; }

    /// <summary>The digest of what the builder handed over: of a manifest, or where there is none, of the configuration.</summary>
    [JsonPropertyName("containerimage.digest")]
    public string? Digest { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ExpectedFailure">It is not there, or names no image.</exception>
    public static BuildMetadata Read(string path)
    {
        var (metadata, found) = File.Exists(path) ? Parse(File.ReadAllText(path)) : (null, "no such file");
        return metadata ?? throw new ExpectedFailure(
            "The builder does not say which image it made.",
            $"Expected the digest of an image in {path}, found {found}.",
            "Look at the builder: docker buildx inspect");
    }

    private static (BuildMetadata? Metadata, string Found) Parse(string text)
    {
        try
        {
            var metadata = JsonSerializer.Deserialize(text, DockerJson.Default.BuildMetadata);
            return metadata is { ConfigurationDigest: not null } or { Digest: not null }
                ? (metadata, "")
                : (null, "neither containerimage.config.digest nor containerimage.digest");
        }
        catch (JsonException)
        {
            return (null, "what is no JSON of its form");
        }
    }
}
