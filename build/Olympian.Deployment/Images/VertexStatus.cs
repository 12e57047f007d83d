namespace Olympian.Deployment.Images;

/// <summary>How far a part of a vertex is: a transfer, a layer being pulled, a step of the export.</summary>
/// <param name="Vertex">The vertex's digest.</param>
/// <param name="Id">What it is, such as <c>transferring context:</c> or <c>exporting layers</c>.</param>
/// <param name="Current">Bytes so far; 0 where bytes are not counted.</param>
/// <param name="Total">Bytes in all; 0 where that is not known.</param>
/// <param name="Time">When this was so.</param>
/// <param name="Started">When it began; null while it has not.</param>
/// <param name="Completed">When it ended; null while it has not.</param>
public sealed record VertexStatus(
    string Vertex,
    string Id,
    long Current,
    long Total,
    DateTimeOffset Time,
    DateTimeOffset? Started,
    DateTimeOffset? Completed) : BuildEvent;
