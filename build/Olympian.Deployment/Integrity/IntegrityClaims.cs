using System.Globalization;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Integrity;

/// <summary>What verifying images came to, as claims: one an image.</summary>
public static class IntegrityClaims
{
    private const string Intact = "intact";

    /// <summary>Each image's layers are what was pulled or built. An image that was looked into in no way is not called intact.</summary>
    public static IEnumerable<Claim> Of(IntegrityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);

        return report.Images.Select(image => new Claim(
            image.Title,
            image.Ways is [Way.Cache]
                ? $"steps that a cached build may take ({image.Layers} records)"
                : $"layers ({Layers(image.Layers)}, {string.Join(" and ", image.Ways.Select(way => way.Word()))})",
            Intact,
            image.Ways.Count == 0 ? null : image.Findings.Count == 0 ? Intact : Damage(image)));
    }

    private static string Damage(VerifiedImage image)
    {
        var more = image.Findings.Count == 1 ? "" : $" (and {image.Findings.Count - 1} more)";
        return $"damaged: {image.Findings[0]}{more}";
    }

    private static string Layers(int count) => count == 1 ? "1 layer" : string.Create(CultureInfo.InvariantCulture, $"{count} layers");
}
