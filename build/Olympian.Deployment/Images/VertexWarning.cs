namespace Olympian.Deployment.Images;

/// <summary>What BuildKit finds questionable in the Dockerfile.</summary>
/// <param name="Vertex">The vertex's digest.</param>
/// <param name="Text">The warning in one line.</param>
public sealed record VertexWarning(string Vertex, string Text) : BuildEvent;
