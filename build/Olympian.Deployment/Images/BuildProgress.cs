using System.Text.RegularExpressions;

namespace Olympian.Deployment.Images;

/// <summary>
/// Follows BuildKit's plain progress (<c>--progress=plain</c>) to know, when a build fails, which step failed and what it printed last.
/// </summary>
/// <remarks>
/// Every line starts with the number of its vertex: <c>#7 [build 3/5] RUN npm ci</c> names it, <c>#7 1.234 text</c> is output,
/// <c>#7 ERROR: …</c> its failure, <c>#7 DONE 1.2s</c> and <c>#7 CACHED</c> its end.
/// </remarks>
public sealed partial class BuildProgress(int kept = 30)
{
    private readonly Dictionary<string, string> names = [];
    private readonly Dictionary<string, Queue<string>> output = [];
    private readonly Queue<string> last = new();
    private string? failed;

    /// <summary>The failing step's name; null while none failed.</summary>
    public string? FailedStep => failed is null ? null : names.GetValueOrDefault(failed);

    /// <summary>The failing step's last lines, or the whole build's when no step is to blame.</summary>
    public IReadOnlyList<string> LastLines =>
        failed is not null && output.TryGetValue(failed, out var lines) && lines.Count > 0 ? [.. lines] : [.. last];

    /// <summary>What the builder said at the end, such as <c>failed to solve: …</c>; null while it said nothing.</summary>
    public string? Verdict { get; private set; }

    /// <summary>Takes in one line of the builder's output.</summary>
    public void Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);

        if (line.StartsWith("ERROR: ", StringComparison.Ordinal))
        {
            Verdict = line["ERROR: ".Length..];
        }

        if (line.Length > 0)
        {
            Keep(last, line);
        }

        if (Vertex().Match(line) is not { Success: true } vertex)
        {
            return;
        }

        var (number, text) = (vertex.Groups["number"].Value, vertex.Groups["text"].Value);
        if (text.StartsWith("ERROR", StringComparison.Ordinal))
        {
            failed ??= number;
        }
        else if (Output().Match(text) is { Success: true } printed)
        {
            Keep(output.TryGetValue(number, out var lines) ? lines : output[number] = new(), printed.Groups["text"].Value);
        }
        else if (text.StartsWith('[') || !names.ContainsKey(number))
        {
            names[number] = text;
        }
    }

    private void Keep(Queue<string> lines, string line)
    {
        lines.Enqueue(line);
        if (lines.Count > kept)
        {
            lines.Dequeue();
        }
    }

    [GeneratedRegex(@"\A#(?<number>\d+) (?<text>.+)\z")]
    private static partial Regex Vertex();

    [GeneratedRegex(@"\A\d+\.\d+ (?<text>.*)\z")]
    private static partial Regex Output();
}
