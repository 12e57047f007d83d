using System.Security.Cryptography;
using System.Text;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Gives each layer its size. <c>docker image history</c> has the sizes but not which steps made a layer; an image's layers are in the
/// same order, so that it is enough to leave out the steps that made none.
/// </summary>
public static class LayerSizes
{
    // Steps that only write the image's configuration, as BuildKit words them; the classic builder marks them with #(nop).
    private static readonly string[] WithoutLayer =
    [
        "ARG ", "CMD ", "ENTRYPOINT ", "ENV ", "EXPOSE ", "HEALTHCHECK ", "LABEL ", "MAINTAINER ", "ONBUILD ", "SHELL ", "STOPSIGNAL ",
        "USER ", "VOLUME ",
    ];

    /// <param name="diffIds">The image's layers, the base's first.</param>
    /// <param name="history">The steps, the youngest first, as the command prints them.</param>
    /// <returns>Size by chain id; empty when steps and layers do not match one to one.</returns>
    public static IReadOnlyDictionary<string, long> Of(IReadOnlyList<string> diffIds, IReadOnlyList<(string CreatedBy, long Bytes)> history)
    {
        ArgumentNullException.ThrowIfNull(diffIds);
        ArgumentNullException.ThrowIfNull(history);

        var layers = history.Reverse().Where(step => step.Bytes > 0 || MadeALayer(step.CreatedBy)).Select(step => step.Bytes).ToArray();
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        if (layers.Length != diffIds.Count)
        {
            return sizes;
        }

        string? chain = null;
        foreach (var (diffId, bytes) in diffIds.Zip(layers))
        {
            // https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid
            chain = chain is null ? diffId : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{chain} {diffId}")))}";
            sizes[chain] = bytes;
        }

        return sizes;
    }

    private static bool MadeALayer(string createdBy) =>
        !createdBy.Contains("#(nop)", StringComparison.Ordinal)
        && !WithoutLayer.Any(word => createdBy.StartsWith(word, StringComparison.Ordinal));
}
