using System.Text.Json.Serialization;

namespace Olympian.Deployment.Images;

/// <summary>One record of <c>--progress=rawjson</c>, in BuildKit's own words (its <c>client.SolveStatus</c>).</summary>
internal sealed record SolveStatus(
    IReadOnlyList<SolveStatus.Vertex?>? Vertexes,
    IReadOnlyList<SolveStatus.Status?>? Statuses,
    IReadOnlyList<SolveStatus.Log?>? Logs,
    IReadOnlyList<SolveStatus.Warning?>? Warnings)
{
    /// <summary>Whether it says anything: any other JSON has none of the four.</summary>
    public bool IsProgress => Vertexes is not null || Statuses is not null || Logs is not null || Warnings is not null;

    internal sealed record Vertex(
        string? Digest,
        string? Name,
        IReadOnlyList<string?>? Inputs,
        DateTimeOffset? Started,
        DateTimeOffset? Completed,
        bool Cached,
        string? Error);

    internal sealed record Status(
        string? Id,
        [property: JsonPropertyName("vertex")] string? Digest,
        long Current,
        long Total,
        DateTimeOffset Timestamp,
        DateTimeOffset? Started,
        DateTimeOffset? Completed);

    internal sealed record Log([property: JsonPropertyName("vertex")] string? Digest, byte[]? Data, DateTimeOffset Timestamp);

    internal sealed record Warning([property: JsonPropertyName("vertex")] string? Digest, byte[]? Short);
}
