namespace Olympian.Deployment.Images;

/// <summary>A whole line that a step printed.</summary>
/// <param name="Vertex">The vertex's digest.</param>
/// <param name="Time">When the line began.</param>
/// <param name="Text">The line as a terminal is left with it: without its end, and of what carriage returns overwrote the last.</param>
public sealed record VertexOutput(string Vertex, DateTimeOffset Time, string Text) : BuildEvent;
