using System.Globalization;
using System.Text;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Console;

/// <summary>What verifying images came to, for people: one row an image, then how it was looked into, then every finding in full.</summary>
internal static class IntegrityText
{
    public static string Of(IntegrityReport report)
    {
        var text = new StringBuilder(TextTable.Of(
            ["", "image", "id", "layers", "ways", "found"],
            report.Images.Select(image => new[]
            {
                image.IsIntact ? "ok" : "NO",
                image.Title,
                Short(image.ImageId),
                image.Layers.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", image.Ways.Select(way => way.Word())),
                Found(image),
            })));

        foreach (var way in report.Ways)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture,
                $"{way.Way.Word()}: {way.Layers} layers, {way.Bytes / 1e6:0.0} MB in {way.Elapsed.TotalSeconds:0.00} s ({way.MegabytesPerSecond:0} MB/s)");
            foreach (var note in way.Notes)
            {
                text.AppendLine().Append("  ").Append(note);
            }
        }

        foreach (var (way, reason) in report.NotPossible)
        {
            text.AppendLine().Append($"not looked into by {way.Word()}: {reason}");
        }

        foreach (var finding in report.Findings)
        {
            text.AppendLine().Append($"DAMAGED {finding}");
        }

        return text.ToString();
    }

    private static string Found(VerifiedImage image) => image switch
    {
        { IsIntact: true } => "intact",
        { Findings.Count: 0 } => "not looked into",
        { Findings.Count: 1 } => "1 finding",
        _ => $"{image.Findings.Count} findings",
    };

    private static string Short(string id) => id.Replace("sha256:", "", StringComparison.Ordinal) is { Length: > 12 } digest ? digest[..12] : id;
}
