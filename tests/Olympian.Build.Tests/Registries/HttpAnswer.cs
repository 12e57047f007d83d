namespace Olympian.Build.Tests.Registries;

/// <summary>An answer; headers as one writes them, one a text.</summary>
internal sealed record HttpAnswer(int Status, byte[] Body, params string[] Headers)
{
    /// <summary>How many bytes of the body are sent before something goes wrong; null for all of them.</summary>
    public int? Sent { get; init; }

    /// <summary>Whether then nothing more comes, rather than an end.</summary>
    public bool Hangs { get; init; }

    public static HttpAnswer Ok(byte[] body, params string[] headers) => new(200, body, headers);

    public static HttpAnswer Of(int status, params string[] headers) => new(status, [], headers);

    public static HttpAnswer Json(int status, string json, params string[] headers) =>
        new(status, HandMadeLayer.Bytes(json), ["Content-Type: application/json", .. headers]);
}
