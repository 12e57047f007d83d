using System.Text;
using System.Text.Json;

namespace Olympian.Deployment.Images;

/// <summary>
/// Reads what <c>docker buildx build --progress=rawjson</c> prints, line by line as it comes: BuildKit's records, and the plain lines
/// between and after them. Holds one record and one unfinished line of output a step, whatever the build prints.
/// </summary>
/// <remarks>
/// buildx 0.13 prints each record over several lines, indented by two spaces, and later ones print one a line: both are read. A record that
/// cannot be read, or that ends half-way because the builder was killed, is counted and not told.
/// </remarks>
public sealed class BuildEvents
{
    // Characters. The largest real records are warnings, which carry the whole Dockerfile.
    private const int LargestRecord = 32 * 1024 * 1024;

    private readonly Dictionary<string, OutputLines> output = [];
    private readonly List<string> record = [];
    private int recordLength;

    /// <summary>How many records could not be read. With any, what was told is not all that happened.</summary>
    public int Unread { get; private set; }

    /// <summary>Takes in one line.</summary>
    /// <returns>What it tells, in order; empty while a record goes on.</returns>
    public IReadOnlyList<BuildEvent> Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);

        if (line == "{")
        {
            Drop();
            record.Add(line);
            return [];
        }

        if (record.Count > 0)
        {
            if (line == "}")
            {
                record.Add(line);
                return Close();
            }

            if (line.StartsWith(' '))
            {
                Add(line);
                return [];
            }
        }

        return line.StartsWith("{\"", StringComparison.Ordinal) || line == "{}" ? Parse(line, [line]) : [new BuilderLine(line)];
    }

    /// <summary>The builder prints no more.</summary>
    /// <returns>The lines of output that never ended.</returns>
    public IReadOnlyList<BuildEvent> End()
    {
        Drop();
        return [.. output.Keys.ToArray().SelectMany(Finish)];
    }

    private void Add(string line)
    {
        recordLength += line.Length;
        if (recordLength <= LargestRecord)
        {
            record.Add(line);
        }
    }

    // A record that is still open here was cut off.
    private void Drop()
    {
        Unread += record.Count > 0 ? 1 : 0;
        Clear();
    }

    private void Clear()
    {
        record.Clear();
        recordLength = 0;
    }

    private IReadOnlyList<BuildEvent> Close()
    {
        if (recordLength > LargestRecord)
        {
            Drop();
            return [];
        }

        var lines = record.ToArray();
        Clear();
        return Parse(string.Concat(lines), lines);
    }

    private IReadOnlyList<BuildEvent> Parse(string json, IReadOnlyList<string> lines)
    {
        SolveStatus? status;
        try
        {
            status = JsonSerializer.Deserialize(json, SolveStatusJson.Default.SolveStatus);
        }
        catch (JsonException)
        {
            Unread++;
            return [];
        }

        // JSON that is no record is part of a message, such as a registry's answer.
        return status is { IsProgress: true } ? [.. Events(status)]
            : json == "{}" ? []
            : [.. lines.Select(line => new BuilderLine(line))];
    }

    private IEnumerable<BuildEvent> Events(SolveStatus status)
    {
        foreach (var vertex in Each(status.Vertexes))
        {
            yield return new BuildVertex(
                vertex.Digest ?? "",
                vertex.Name ?? "",
                [.. Each(vertex.Inputs)],
                vertex.Started,
                vertex.Completed,
                vertex.Cached,
                string.IsNullOrEmpty(vertex.Error) ? null : vertex.Error);
        }

        foreach (var part in Each(status.Statuses))
        {
            yield return new VertexStatus(
                part.Digest ?? "", part.Id ?? "", part.Current, part.Total, part.Timestamp, part.Started, part.Completed);
        }

        foreach (var warning in Each(status.Warnings))
        {
            yield return new VertexWarning(warning.Digest ?? "", Encoding.UTF8.GetString(warning.Short ?? []));
        }

        foreach (var log in Each(status.Logs))
        {
            var digest = log.Digest ?? "";
            var lines = output.TryGetValue(digest, out var open) ? open : output[digest] = new();
            foreach (var (began, text) in lines.Add(log.Data ?? [], log.Timestamp))
            {
                yield return new VertexOutput(digest, began, text);
            }
        }

        // After the output: a step's last words may come in the record that tells its end.
        foreach (var ended in Each(status.Vertexes).Where(vertex => vertex.Completed is not null))
        {
            foreach (var rest in Finish(ended.Digest ?? ""))
            {
                yield return rest;
            }
        }
    }

    private IEnumerable<BuildEvent> Finish(string vertex) =>
        output.Remove(vertex, out var lines) && lines.End() is { } rest ? [new VertexOutput(vertex, rest.Began, rest.Text)] : [];

    private static IEnumerable<T> Each<T>(IReadOnlyList<T?>? list)
        where T : class => list?.OfType<T>() ?? [];
}
