using System.Security.Cryptography;
using System.Text;

namespace Olympian.Deployment.Archives;

/// <summary>The names under which engines keep a layer together with those it lies upon.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid</remarks>
public static class LayerChain
{
    /// <summary>The chain id of each layer, <c>sha256:…</c>, the lowest first.</summary>
    /// <param name="diffIds">The layers' diff ids, the lowest first.</param>
    public static IReadOnlyList<string> IdsOf(IEnumerable<string> diffIds)
    {
        ArgumentNullException.ThrowIfNull(diffIds);

        var chains = new List<string>();
        foreach (var diffId in diffIds)
        {
            chains.Add(chains.Count == 0
                ? diffId
                : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{chains[^1]} {diffId}")))}");
        }

        return chains;
    }
}
