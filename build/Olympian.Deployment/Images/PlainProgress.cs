using System.Globalization;

namespace Olympian.Deployment.Images;

/// <summary>
/// Tells a build's events in the lines people know from <c>--progress=plain</c>: <c>#7 [build 3/5] RUN npm ci</c>, <c>#7 1.234 output</c>,
/// <c>#7 DONE 1.2s</c>.
/// </summary>
/// <remarks>
/// Unlike BuildKit's own printer it holds nothing back and repeats no heading: every line carries its step's number, and lines of steps
/// that run side by side come as they are printed. Of transfers and pulls it tells the end, and every five seconds how far they are.
/// </remarks>
public sealed class PlainProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Step> steps = [];
    private readonly Dictionary<(string Vertex, string Id), DateTimeOffset> lastTold = [];

    // Ended, and not said so yet: BuildKit ends and begins some vertices several times, which is nobody's concern.
    private Step? ended;
    private int numbers;

    /// <summary>Takes in an event.</summary>
    /// <returns>The lines it makes, in order; an empty one stands before each step but the first.</returns>
    public IReadOnlyList<string> Lines(BuildEvent happened) => happened switch
    {
        BuildVertex vertex => [.. Ending(vertex.Digest), .. Of(vertex)],
        VertexOutput output => [.. Ending(output.Vertex), .. Of(output)],
        VertexStatus status => [.. Ending(status.Vertex), .. Of(status)],
        VertexWarning warning => [.. Ending(warning.Vertex), .. Of(warning.Vertex, $"WARN: {warning.Text}")],
        BuilderLine line => [.. Ending(""), line.Text],
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "No such event."),
    };

    /// <summary>The builder tells no more.</summary>
    /// <returns>The lines that were still to come.</returns>
    public IReadOnlyList<string> End() => [.. Ending("")];

    // What is to be said of a step that ended, now that something else is told.
    private IEnumerable<string> Ending(string next)
    {
        if (ended is null || ended.Vertex.Digest == next)
        {
            return [];
        }

        var step = ended;
        ended = null;
        return step.End();
    }

    private IEnumerable<string> Of(BuildVertex vertex)
    {
        var step = steps.TryGetValue(vertex.Digest, out var known) ? known : steps[vertex.Digest] = new(vertex);
        step.Vertex = known is null ? vertex : known.Vertex.Then(vertex);
        if (vertex.Started is null)
        {
            return [];
        }

        ended = vertex.Completed is null ? null : step;
        return Heading(step);
    }

    private IEnumerable<string> Of(VertexOutput output)
    {
        var seconds = steps.TryGetValue(output.Vertex, out var step) && step.Vertex.Started is { } started
            ? (output.Time - started).TotalSeconds
            : 0;
        var format = seconds < 10 ? "0.000" : seconds < 100 ? "0.00" : "0.0";
        return Of(output.Vertex, $"{seconds.ToString(format, CultureInfo.InvariantCulture)} {output.Text}");
    }

    private IEnumerable<string> Of(VertexStatus status)
    {
        var part = (status.Vertex, status.Id);
        if (status.Completed is null && status.Time - lastTold.GetValueOrDefault(part, status.Started ?? status.Time) < Pause)
        {
            return [];
        }

        lastTold[part] = status.Time;
        var bytes = status.Total > 0 ? $" {Bytes(status.Current)} / {Bytes(status.Total)}"
            : status.Current > 0 ? $" {Bytes(status.Current)}"
            : "";
        var seconds = ((status.Completed ?? status.Time) - status.Started)?.TotalSeconds ?? 0;
        var time = seconds > 0.01 ? string.Create(CultureInfo.InvariantCulture, $" {seconds:0.0}s") : "";
        return Of(status.Vertex, $"{status.Id}{bytes}{time}{(status.Completed is null ? "" : " done")}");
    }

    private IEnumerable<string> Of(string vertex, string text) =>
        steps.TryGetValue(vertex, out var step) ? [.. Heading(step), .. step.Say(text)] : [text];

    private IEnumerable<string> Heading(Step step)
    {
        if (step.Number > 0)
        {
            return [];
        }

        step.Number = ++numbers;
        var heading = step.Say(step.Vertex.Name);
        return numbers == 1 ? heading : heading.Prepend("");
    }

    private static string Bytes(long count)
    {
        string[] units = ["kB", "MB", "GB", "TB"];
        double value = count;
        var unit = -1;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return unit < 0 ? $"{count}B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.00}{units[unit]}");
    }

    private sealed class Step(BuildVertex vertex)
    {
        // How it was last said to have ended, while nothing else was said of it since.
        private string? end;

        public BuildVertex Vertex { get; set; } = vertex;

        /// <summary>By which its lines are known; 0 until the first.</summary>
        public int Number { get; set; }

        public IEnumerable<string> Say(string text)
        {
            end = null;
            return text.Split('\n').Select(line => $"#{Number} {line.TrimEnd('\r')}");
        }

        public IEnumerable<string> End()
        {
            var now = Vertex.Canceled ? "CANCELED" : Vertex.Error is not null ? "ERROR" : Vertex.Cached ? "CACHED" : "DONE";
            var lines = now == end ? [] : Say(now switch
            {
                "ERROR" => $"ERROR: {Vertex.Error}",
                "DONE" => string.Create(CultureInfo.InvariantCulture, $"DONE {(Vertex.Completed - Vertex.Started)?.TotalSeconds:0.0}s"),
                _ => now,
            });
            end = now;
            return lines;
        }
    }
}
