namespace Olympian.Deployment.Sources;

/// <summary>A line of an ignore file, for messages.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">Its text without surrounding blanks.</param>
public sealed record IgnoreRule(int Line, string Text);
