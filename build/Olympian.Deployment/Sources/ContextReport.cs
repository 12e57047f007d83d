namespace Olympian.Deployment.Sources;

/// <summary>One context as read for one run, for the line that is shown.</summary>
/// <param name="Role">Who is built from it: service names, <c>service:context</c> for an additional one.</param>
/// <param name="Snapshot">What was read.</param>
public sealed record ContextReport(string Role, ContextSnapshot Snapshot);
