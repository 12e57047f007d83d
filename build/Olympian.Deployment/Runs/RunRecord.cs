using System.Globalization;
using System.Text;
using System.Text.Json;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Runs;

/// <summary>What one run did: one line of the history.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Project">The project.</param>
/// <param name="User">Who ran it.</param>
/// <param name="Host">On which machine.</param>
/// <param name="Targets">The targets that were asked for.</param>
/// <param name="Started">When it began.</param>
public sealed record RunRecord(string Id, string Project, string User, string Host, IReadOnlyList<string> Targets, DateTimeOffset Started)
{
    /// <summary>The form of the line. A reader passes over a line of another one.</summary>
    public const int Schema = 1;

    /// <summary>How it ended.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>How long it took; null where that is not known, as of a run that was killed.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What the process returned; null where it returned nothing.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The first line of what was told of a failure; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>The release that was built or started; null for none.</summary>
    public string? Release { get; init; }

    /// <summary>How long each target took, in the order in which they ran.</summary>
    public IReadOnlyList<(string Target, TimeSpan Duration)> Durations { get; init; } = [];

    /// <summary>What was removed from the engine, one entry each.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>What clients saw while containers were switched.</summary>
    public IReadOnlyList<ServiceGap> Gaps { get; init; } = [];

    /// <summary>Where its time went; null where that is not known, as of a run that was killed, or of an older line.</summary>
    public RunProfile? Profile { get; init; }

    /// <summary>The line, without a line end.</summary>
    public string ToLine()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteString("run", Id);
            json.WriteString("project", Project);
            json.WriteString("user", User);
            json.WriteString("host", Host);
            json.WriteStartArray("targets");
            Targets.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteString("started", Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString("outcome", Outcome.ToString().ToLowerInvariant());
            WriteNumber(json, "seconds", Duration is { } whole ? Math.Round(whole.TotalSeconds, 1) : null);
            WriteNumber(json, "exitCode", ExitCode);
            json.WriteString("message", Message);
            json.WriteString("release", Release);
            json.WriteStartObject("durations");
            foreach (var (target, duration) in Durations)
            {
                json.WriteNumber(target, Math.Round(duration.TotalSeconds, 1));
            }

            json.WriteEndObject();
            json.WriteStartArray("removed");
            Removed.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            ServiceGap.Write(json, Gaps);
            Profile?.Write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Reads <see cref="ToLine"/>; null for half a line, and for anything else.</summary>
    public static RunRecord? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);

        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return root.GetProperty("schema").GetInt32() != Schema ? null : new RunRecord(
                Text(root, "run"), Text(root, "project"), Text(root, "user"), Text(root, "host"),
                [.. root.GetProperty("targets").EnumerateArray().Select(target => target.GetString()!)],
                root.GetProperty("started").GetDateTimeOffset())
            {
                Outcome = Enum.Parse<RunOutcome>(Text(root, "outcome"), ignoreCase: true),
                Duration = Number(root, "seconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                ExitCode = (int?)Number(root, "exitCode"),
                Message = root.GetProperty("message").GetString(),
                Release = root.GetProperty("release").GetString(),
                Durations = [.. root.GetProperty("durations").EnumerateObject().Select(one => (one.Name, TimeSpan.FromSeconds(one.Value.GetDouble())))],
                Removed = [.. root.GetProperty("removed").EnumerateArray().Select(one => one.GetString()!)],
                Gaps = [.. root.GetProperty("switch").EnumerateArray().Select(gap => new ServiceGap(
                    Text(gap, "path"), gap.GetProperty("requests").GetInt32(), gap.GetProperty("failed").GetInt32(),
                    TimeSpan.FromMilliseconds(gap.GetProperty("longestMilliseconds").GetDouble())))],
                Profile = root.TryGetProperty("profile", out var profile) ? RunProfile.Parse(profile) : null,
            };
        }
        catch (Exception notOne) when (notOne is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? "";

    private static double? Number(JsonElement parent, string name) =>
        parent.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
