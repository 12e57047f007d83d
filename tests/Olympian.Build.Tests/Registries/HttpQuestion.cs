namespace Olympian.Build.Tests.Registries;

/// <summary>A request, as it came.</summary>
internal sealed record HttpQuestion(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>What it presents; null for nothing.</summary>
    public string? Authorization => Headers.GetValueOrDefault("authorization");

    public override string ToString() => Authorization is null ? $"{Method} {Target}" : $"{Method} {Target} [{Authorization}]";
}
