using System.Globalization;
using System.Text.Json;
using Olympian.Build.Console;

namespace Olympian.Benchmarks;

/// <summary>What was measured, for people and for programs.</summary>
internal static class Report
{
    /// <summary>The table of one bench.</summary>
    public static string Table(IEnumerable<Standing> standings) => TextTable.Of(
        ["contest", "contender", "median", "ratio", "min", "max", "MB/s", "peak", "goal"],
        [
            .. standings.Select(standing => (IReadOnlyList<string>)
            [
                standing.Contest,
                standing.Contender.Name,
                Text($"{standing.Median:0.000} s"),
                Text($"{standing.Ratio:0.00}"),
                Text($"{standing.Runs.Min(run => run.Seconds):0.000}"),
                Text($"{standing.Runs.Max(run => run.Seconds):0.000}"),
                standing.MegabytesPerSecond is { } speed ? Text($"{speed:0}") : "",
                standing.Peak is { } peak ? Text($"{peak / 1e6:0} MB") : "",
                string.Join("; ", standing.Goals.Select(goal => $"{goal.Goal}: {(goal.IsMet ? "met" : "NOT MET")}")),
            ]),
        ]);

    /// <summary>Writes all of it as JSON.</summary>
    public static void Write(string file, IReadOnlyList<Standing> standings)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("measured", DateTimeOffset.UtcNow);
        json.WriteString("machine", Machine());
        json.WriteStartArray("standings");
        foreach (var standing in standings)
        {
            json.WriteStartObject();
            json.WriteString("contest", standing.Contest);
            json.WriteString("contender", standing.Contender.Name);
            json.WriteNumber("medianSeconds", standing.Median);
            json.WriteNumber("ratio", standing.Ratio);
            json.WriteStartArray("seconds");
            foreach (var run in standing.Runs)
            {
                json.WriteNumberValue(run.Seconds);
            }

            json.WriteEndArray();
            if (standing.MegabytesPerSecond is { } speed)
            {
                json.WriteNumber("megabytesPerSecond", speed);
            }

            if (standing.Peak is { } peak)
            {
                json.WriteNumber("peakBytes", peak);
            }

            json.WriteStartArray("goals");
            foreach (var (goal, isMet) in standing.Goals)
            {
                json.WriteStartObject();
                json.WriteString("goal", goal);
                json.WriteBoolean("met", isMet);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The machine in a line, as far as figures depend on it.</summary>
    public static string Machine() => Text($"{System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, .NET {Environment.Version}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
