namespace Olympian.Deployment.Diagnosis;

/// <summary>The last line of a text that looks like an error and that no entry of the catalogue knows.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">The line, cut to a readable length.</param>
public sealed record UnknownError(long Line, string Text);
