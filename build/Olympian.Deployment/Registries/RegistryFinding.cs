namespace Olympian.Deployment.Registries;

/// <summary>One thing that is not as it should be between an engine's image and its registry.</summary>
/// <param name="Fault">Whose fault it is.</param>
/// <param name="What">What was compared: <c>layer 2 of 5</c>, <c>configuration</c>, <c>image id</c>.</param>
/// <param name="LayerDigest">The layer's digest in the registry; null when it is not about one layer.</param>
/// <param name="DiffId">The layer's diff id, as far as it is known.</param>
/// <param name="Expected">What had to be found.</param>
/// <param name="Actual">What was found.</param>
public sealed record RegistryFinding(
    RegistryFault Fault, string What, string? LayerDigest, string? DiffId, string Expected, string Actual)
{
    /// <summary>The finding in one line.</summary>
    public override string ToString()
    {
        var where = Fault switch
        {
            RegistryFault.Missing => "missing in the registry",
            RegistryFault.Damaged => "damaged in the registry",
            _ => "not the registry's",
        };
        return $"{What}: {where}: expected {Expected}, found {Actual}";
    }
}
