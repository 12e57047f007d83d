namespace Olympian.Docker.Tests.Faults;

/// <summary>What one way of looking said of a fault.</summary>
/// <param name="Way">The way.</param>
/// <param name="Images">The images it named.</param>
/// <param name="Where">The layer it named.</param>
/// <param name="What">The path, what was expected and what was found.</param>
internal sealed record BatteryFinding(string Way, string Images, string Where, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Way}: {Images}: {Where}: {What}";
}
