namespace Olympian.Deployment.Images;

/// <summary>A line that is no record: what buildx itself has to say, such as the Dockerfile's lines around an error.</summary>
/// <param name="Text">The line.</param>
public sealed record BuilderLine(string Text) : BuildEvent;
