namespace Olympian.Deployment.Diagnosis;

/// <summary>A message of the catalogue that was found in a text.</summary>
/// <param name="Entry">What is known of it.</param>
/// <param name="Line">The number of the first line that says it, from 1.</param>
/// <param name="Text">That line without what stood around the message, cut to a readable length.</param>
/// <param name="Subject">What the message is about, such as the missing path; null where the entry names nothing.</param>
/// <param name="Count">How many lines say it.</param>
public sealed record Finding(CatalogueEntry Entry, long Line, string Text, string? Subject, long Count);
