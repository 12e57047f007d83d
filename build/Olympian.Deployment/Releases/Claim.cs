namespace Olympian.Deployment.Releases;

/// <summary>
/// One thing said of a release, with what proves or refutes it. Reports are made of claims alone: nothing is called good that no
/// claim was made of.
/// </summary>
/// <param name="Subject">What it is said of: a service, an image, a container.</param>
/// <param name="Statement">What is said.</param>
/// <param name="Expected">What must be found.</param>
/// <param name="Actual">What was found; null for nothing.</param>
public sealed record Claim(string Subject, string Statement, string Expected, string? Actual)
{
    /// <summary>Whether what was found is what must be found.</summary>
    public bool Holds => string.Equals(Expected, Actual, StringComparison.Ordinal);

    /// <summary>The claim in one line, for an error.</summary>
    public override string ToString() =>
        Holds ? $"{Subject}: {Statement}: {Actual}" : $"{Subject}: {Statement}: expected {Expected}, found {Actual ?? "nothing"}";
}
