using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Olympian.Build.Tests.Images;

/// <summary>
/// What real commands printed, kept beside the tests: compose 2.26.1 (<c>config --format json</c>) and buildx 0.13.1
/// (<c>build --no-cache --progress=rawjson</c>, engine 26.1.5). Only names of directories and images were changed.
/// </summary>
internal static class RecordedText
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Recorded/{file}")
            ?? throw new ArgumentException($"'{file}' was not recorded.", nameof(file));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static string[] Lines(string file) => Of(file).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>The same with each record on one line, as later versions of buildx print them.</summary>
    public static IReadOnlyList<string> CompactLines(string file)
    {
        var lines = new List<string>();
        var record = new List<string>();
        foreach (var line in Lines(file))
        {
            if (line == "{" || record.Count > 0)
            {
                record.Add(line);
                if (line == "}")
                {
                    lines.Add(JsonNode.Parse(string.Concat(record))!.ToJsonString(Compact));
                    record.Clear();
                }
            }
            else
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
