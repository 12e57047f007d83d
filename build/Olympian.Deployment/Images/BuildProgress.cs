namespace Olympian.Deployment.Images;

/// <summary>
/// Follows a build by its records (<c>--progress=rawjson</c>): what to show of it, which step failed and what that printed last, and in the
/// end what was done.
/// </summary>
public sealed class BuildProgress(int kept = 30)
{
    private readonly BuildEvents events = new();
    private readonly PlainProgress plain = new();

    // In the order in which they were first told.
    private readonly Dictionary<string, BuildVertex> vertices = [];
    private readonly Dictionary<string, Queue<string>> output = [];
    private readonly Queue<string> last = new();
    private string? failed;

    /// <summary>The failing step's name; null while none failed.</summary>
    public string? FailedStep => failed is null ? null : vertices[failed].Name;

    /// <summary>The failing step's last lines, or the whole build's when no step is to blame.</summary>
    public IReadOnlyList<string> LastLines => failed is not null && output.TryGetValue(failed, out var lines) ? [.. lines] : [.. last];

    /// <summary>What the builder said at the end, such as <c>failed to solve: …</c>; null while it said nothing.</summary>
    public string? Verdict { get; private set; }

    /// <summary>Takes in one line of what the builder prints to standard error.</summary>
    /// <returns>The lines to show for it; see <see cref="PlainProgress"/>.</returns>
    public IReadOnlyList<string> Read(string line) => Follow(events.Read(line));

    /// <summary>The builder prints no more.</summary>
    /// <returns>The lines that were still to come.</returns>
    public IReadOnlyList<string> End()
    {
        var rest = Follow(events.End());
        return [.. rest, .. Keep(plain.End())];
    }

    /// <summary>What the builder did, as far as it was told.</summary>
    /// <param name="dockerfile">The Dockerfile's text.</param>
    public BuildRecord Record(string dockerfile) => BuildGraph.Read([.. vertices.Values], events.Unread, dockerfile);

    private IReadOnlyList<string> Follow(IReadOnlyList<BuildEvent> told) => Keep([.. told.SelectMany(Follow)]);

    private IReadOnlyList<string> Follow(BuildEvent told)
    {
        switch (told)
        {
            case BuildVertex vertex:
                vertices[vertex.Digest] = vertices.TryGetValue(vertex.Digest, out var known) ? known.Then(vertex) : vertex;
                if (vertex is { Error: not null, Canceled: false })
                {
                    failed ??= vertex.Digest;
                }
                else if (vertex.Completed is not null)
                {
                    output.Remove(vertex.Digest);
                }

                break;
            case VertexOutput printed:
                Keep(output.TryGetValue(printed.Vertex, out var lines) ? lines : output[printed.Vertex] = new(), printed.Text);
                break;
            case BuilderLine { Text: var text } when text.StartsWith("ERROR: ", StringComparison.Ordinal):
                Verdict = text["ERROR: ".Length..];
                break;
        }

        return plain.Lines(told);
    }

    private IReadOnlyList<string> Keep(IReadOnlyList<string> shown)
    {
        foreach (var line in shown.Where(line => line.Length > 0))
        {
            Keep(last, line);
        }

        return shown;
    }

    private void Keep(Queue<string> lines, string line)
    {
        lines.Enqueue(line);
        if (lines.Count > kept)
        {
            lines.Dequeue();
        }
    }
}
