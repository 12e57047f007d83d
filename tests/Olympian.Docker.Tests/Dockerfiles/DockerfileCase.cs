using System.Text.Encodings.Web;
using System.Text.Json;

namespace Olympian.Docker.Tests.Dockerfiles;

/// <summary>A Dockerfile and how it is built. What stands in «» is an image of the oracle.</summary>
internal sealed record DockerfileCase(string Dockerfile)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string? Target { get; init; }

    public IReadOnlyDictionary<string, string?> Arguments { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyDictionary<string, string> Contexts { get; init; } = new Dictionary<string, string>();

    public override string ToString() => JsonSerializer.Serialize(this, Readable);
}
