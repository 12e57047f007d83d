namespace Olympian.Deployment.Bases;

/// <summary>What a Dockerfile says cannot be told, and why. Never leaves this room.</summary>
/// <param name="line">The line it is said in; null where it is in none.</param>
/// <param name="reason">Why, as a sentence.</param>
internal sealed class DockerfileFault(int? line, string reason) : Exception(reason)
{
    public int? Line { get; } = line;
}
