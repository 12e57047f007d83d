using System.Globalization;
using System.Text;
using Olympian.Deployment.Integrity;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>What was looked into in a run, for people to read afterwards.</summary>
internal sealed class VerificationTally
{
    private readonly List<(string Shape, Way Way, int Images, int Layers, long Bytes, int Alarms)> rows = [];

    /// <summary>Takes in what looking into so many images in one way came to.</summary>
    public void Add(string shape, Way way, IntegrityReport report, int images)
    {
        var looked = report.Ways.Single(one => one.Way == way);
        lock (rows)
        {
            rows.Add((shape, way, images, looked.Layers, looked.Bytes, report.Findings.Count));
        }
    }

    /// <summary>Writes all of it as a table: a row for each shape.</summary>
    public void Write(string file, int seed)
    {
        var text = new StringBuilder();
        var images = rows.Sum(row => row.Images);
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # False alarms

            {images} verifications of healthy images (one image, one way), {rows.Select(row => row.Shape).Distinct().Count()} shapes,
            {rows.Sum(row => row.Alarms)} false alarms. Suite: {(Suite.IsFull ? "full" : "default")}; OLYMPIAN_SEED={seed}.

            | way | verifications | layers read | MB read | false alarms |
            |---|---|---|---|---|

            """);
        foreach (var way in rows.GroupBy(row => row.Way).OrderBy(way => way.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {way.Key.Word()} | {way.Sum(row => row.Images)} | {way.Sum(row => row.Layers)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {way.Sum(row => row.Bytes) / 1e6:0} | {way.Sum(row => row.Alarms)} |\n");
        }

        text.Append("\n| shape | ways | false alarms |\n|---|---|---|\n");
        foreach (var shape in rows.GroupBy(row => row.Shape).OrderBy(shape => shape.Key, StringComparer.Ordinal))
        {
            var ways = shape.GroupBy(row => row.Way).OrderBy(way => way.Key)
                .Select(way => way.Count() == 1 ? way.Key.Word() : $"{way.Key.Word()} × {way.Count()}");
            text.Append(CultureInfo.InvariantCulture, $"| {shape.Key} | {string.Join(", ", ways)} | {shape.Sum(row => row.Alarms)} |\n");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text.ToString());
    }
}
