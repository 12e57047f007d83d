using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Olympian.Build.Tests.Images;

/// <summary>Records as buildx prints them, one a line.</summary>
internal static class Told
{
    /// <summary>When the build of a test began.</summary>
    public static readonly DateTimeOffset Begin = new(2026, 11, 22, 14, 1, 2, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A vertex that waits.</summary>
    public static string Waits(string digest, string name, params string[] inputs) => Vertex(digest, name, inputs, null, null);

    /// <summary>A vertex that has begun.</summary>
    public static string Starts(string digest, string name, double at = 0) => Vertex(digest, name, [], at, null);

    /// <summary>A vertex that did its work.</summary>
    public static string Runs(string digest, string name, params string[] inputs) => Vertex(digest, name, inputs, 0, 1);

    /// <summary>A vertex that has ended.</summary>
    public static string Ends(string digest, string name, double from, double to) => Vertex(digest, name, [], from, to);

    /// <summary>A vertex whose result was there.</summary>
    public static string IsCached(string digest, string name, params string[] inputs) =>
        Vertex(digest, name, inputs, 0, 0, ("cached", true));

    /// <summary>A vertex that has failed.</summary>
    public static string Fails(string digest, string name, string error) => Vertex(digest, name, [], 0, 1, ("error", error));

    /// <summary>What a step printed.</summary>
    public static string Prints(string digest, string text, double at = 0.5) => PrintsBytes(digest, at, Encoding.UTF8.GetBytes(text));

    /// <summary>What a step printed, byte by byte.</summary>
    public static string PrintsBytes(string digest, double at, params byte[] bytes) => Record("logs", new()
    {
        ["vertex"] = digest,
        ["stream"] = 1,
        ["data"] = Convert.ToBase64String(bytes),
        ["timestamp"] = Time(at),
    });

    /// <summary>How far a part of a vertex is.</summary>
    public static string Status(string digest, string id, double at, long current = 0, long total = 0, bool completed = false)
    {
        var status = new JsonObject
        {
            ["id"] = id,
            ["vertex"] = digest,
            ["current"] = current,
            ["timestamp"] = Time(at),
            ["started"] = Time(0),
        };
        if (total > 0)
        {
            status["total"] = total;
        }

        if (completed)
        {
            status["completed"] = Time(at);
        }

        return Record("statuses", status);
    }

    /// <summary>What BuildKit finds questionable.</summary>
    public static string Warns(string digest, string text) => Record("warnings", new()
    {
        ["vertex"] = digest,
        ["level"] = 1,
        ["short"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
    });

    private static string Vertex(
        string digest, string name, IReadOnlyList<string> inputs, double? from, double? to, params (string Key, JsonNode Value)[] more)
    {
        var vertex = new JsonObject { ["digest"] = digest, ["name"] = name };
        if (inputs.Count > 0)
        {
            vertex["inputs"] = new JsonArray([.. inputs.Select(input => (JsonNode)input)]);
        }

        if (from is { } started)
        {
            vertex["started"] = Time(started);
        }

        if (to is { } completed)
        {
            vertex["completed"] = Time(completed);
        }

        foreach (var (key, value) in more)
        {
            vertex[key] = value;
        }

        return Record("vertexes", vertex);
    }

    private static string Record(string kind, JsonObject content) =>
        new JsonObject { [kind] = new JsonArray(content) }.ToJsonString(Relaxed);

    private static string Time(double seconds) => Begin.AddSeconds(seconds).ToString("O");
}
