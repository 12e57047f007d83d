namespace Olympian.Docker.Tests.Faults;

/// <summary>What a fault did to which file.</summary>
/// <param name="Fault">The fault's name.</param>
/// <param name="Path">The file or directory.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is.</param>
internal sealed record Injection(string Fault, string Path, string Before, string After)
{
    /// <summary>One line for a table: long identifiers are cut to what tells them apart.</summary>
    public override string ToString() => $"{Fault}: {ShortPath}: {Before} -> {After}";

    private string ShortPath => string.Join('/', Path.Split('/').Select(part => part.Length == 64 ? part[..12] : part));
}
