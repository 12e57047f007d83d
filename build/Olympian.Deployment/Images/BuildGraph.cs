using System.Globalization;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Images;

/// <summary>
/// Makes of BuildKit's vertices the instructions of one Dockerfile, and finds out whether all of them were told.
/// </summary>
/// <remarks>
/// What was measured (docs/decisions/0014): one instruction may be several vertices, and one vertex the same instruction of several stages,
/// or of the Dockerfile of a build beside this one; that one's vertices are then among this build's, under their own names. Numbers have
/// gaps by right: a vertex that two stages share bears the name of one of them, and <c>WORKDIR /</c> is counted and makes none. What tells
/// a hole from a gap is that every vertex names what it stands on.
/// </remarks>
internal sealed partial class BuildGraph
{
    private readonly IReadOnlyList<BuildVertex> vertices;
    private readonly Dictionary<string, BuildVertex> recorded;
    private readonly IReadOnlyList<Step> steps;
    private readonly Dictionary<(string, string), bool> same = [];

    private BuildGraph(IReadOnlyList<BuildVertex> vertices)
    {
        this.vertices = vertices;
        recorded = vertices.ToDictionary(vertex => vertex.Digest);
        steps = [.. vertices.Select(Step.Of).OfType<Step>()];
    }

    /// <param name="vertices">Every vertex, in the order in which they were first told.</param>
    /// <param name="unread">How many records could not be read.</param>
    /// <param name="dockerfile">The Dockerfile's text.</param>
    public static BuildRecord Read(IReadOnlyList<BuildVertex> vertices, int unread, string dockerfile) =>
        new BuildGraph(vertices).Read(unread, Workdir().Count(dockerfile));

    private BuildRecord Read(int unread, int workdirs)
    {
        var instructions = Instructions();
        var missing = new List<string>();
        if (unread > 0)
        {
            missing.Add(unread == 1 ? "a record that could not be read" : $"{unread} records that could not be read");
        }

        missing.AddRange(instructions.SelectMany(Holes));
        missing.AddRange(Tails(instructions, workdirs));
        return new([.. Merged(instructions)], Bases(), [.. missing.Distinct()]);
    }

    // One list an instruction: the vertex that is this build's, and after it those that stand for it.
    private List<IReadOnlyList<Step>> Instructions()
    {
        var instructions = new List<IReadOnlyList<Step>>();
        var taken = new HashSet<string>();
        foreach (var step in steps.Where(step => !taken.Contains(step.Vertex.Digest)))
        {
            Step[] all = [step, .. steps.Where(other => other != step && AreSame(step.Vertex, other.Vertex))];
            taken.UnionWith(all.Select(one => one.Vertex.Digest));
            instructions.Add(all);
        }

        return instructions;
    }

    // Something that a vertex stands on was never told.
    private IEnumerable<string> Holes(IReadOnlyList<Step> instruction)
    {
        if (instruction.Any(step => step.Vertex.Inputs.All(recorded.ContainsKey)))
        {
            return [];
        }

        // What a step changes comes first, what it copies or mounts after it.
        var (first, inputs) = (instruction[0].Instruction, instruction[0].Vertex.Inputs);
        return first.Number > 1 && !recorded.ContainsKey(inputs[0])
            && !steps.Any(step => step.Instruction.Stage == first.Stage && step.Instruction.Number == first.Number - 1)
                ? [first.Place(first.Number - 1)]
                : [$"what {first} stands on"];
    }

    // The last instruction of an image is one that nothing else stands on: its stage must end with it.
    private IEnumerable<string> Tails(List<IReadOnlyList<Step>> instructions, int workdirs)
    {
        var untold = instructions.Where(IsLast).Select(instruction => instruction[0].Instruction)
            .SelectMany(last => Enumerable.Range(last.Number + 1, Math.Max(0, last.Of - last.Number)).Select(last.Place))
            .ToArray();

        // BuildKit counts a 'WORKDIR /', a base that has no layers, and one that a named context gives, and numbers no vertex of theirs.
        var countedOnly = workdirs - instructions.Count(instruction => instruction[0].Instruction.Keyword == "WORKDIR")
            + EmptyBases()
            + vertices.Count(vertex => ContextBase().IsMatch(vertex.Name));
        return untold.Length > countedOnly ? untold : [];
    }

    private bool IsLast(IReadOnlyList<Step> instruction)
    {
        var own = instruction.Select(step => step.Vertex.Digest).ToHashSet();
        return !vertices.Any(vertex => !own.Contains(vertex.Digest) && vertex.Inputs.Any(own.Contains));
    }

    private int EmptyBases()
    {
        var images = Images().ToLookup(
            image => image.Groups["kind"].Value.Contains("load metadata", StringComparison.Ordinal), ReferenceOf);
        return images[true].Except(images[false]).Count();
    }

    /// <summary>Whether two vertices are the same instruction on the same ground, though they have other digests.</summary>
    private bool AreSame(BuildVertex one, BuildVertex other)
    {
        if (one.Digest == other.Digest)
        {
            return true;
        }

        if (!same.TryGetValue((one.Digest, other.Digest), out var are))
        {
            are = Step.Of(one) is { } first && Step.Of(other) is { } second
                && (first.Meaning == second.Meaning || AreOneBase(one, other))
                && one.Inputs.Count == other.Inputs.Count
                && one.Inputs.Zip(other.Inputs).All(inputs => AreSame(inputs.First, inputs.Second));
            same[(one.Digest, other.Digest)] = are;
        }

        return are;
    }

    // A build beside this one that did not ask the registry names the base without its digest.
    private static bool AreOneBase(BuildVertex one, BuildVertex other) =>
        Image().Match(one.Name) is { Success: true } first && Image().Match(other.Name) is { Success: true } second
            && ReferenceOf(first) == ReferenceOf(second)
            && first.Groups["digest"].Success != second.Groups["digest"].Success;

    // Of a vertex that came from the build beside this one, what it stands on there may not be told: then the builder's judgement holds.
    private bool AreSame(string one, string other) =>
        one == other || !recorded.TryGetValue(one, out var first) || !recorded.TryGetValue(other, out var second) || AreSame(first, second);

    private static IEnumerable<BuildInstruction> Merged(List<IReadOnlyList<Step>> instructions)
    {
        // A 'COPY --link' is two vertices of one number, the copy and the link: both must have been done.
        var merged = instructions
            .GroupBy(instruction => instruction[0].Instruction.ToString())
            .Select(parts => parts.Select(Done).OrderBy(done => done.Ran).ThenByDescending(done => done.Completed).First())
            .ToArray();

        return merged
            .GroupBy(instruction => instruction.Stage)
            .OrderBy(stage => stage.Min(instruction => instruction.Started) ?? DateTimeOffset.MaxValue)
            .SelectMany(stage => stage.OrderBy(instruction => instruction.Number));
    }

    // What was done under any name was done; what was not is told as this build's own vertex tells it.
    private static BuildInstruction Done(IReadOnlyList<Step> instruction)
    {
        var state = (instruction.FirstOrDefault(step => step.Vertex.Ran) ?? instruction[0]).Vertex;
        return instruction[0].Instruction with
        {
            Started = state.Started,
            Completed = state.Completed,
            Cached = state.Cached,
            Error = state.Error,
        };
    }

    private IReadOnlyList<BuildBase> Bases() =>
    [
        .. Images().GroupBy(ReferenceOf)
            .SelectMany(image => image.Select(name => name.Groups["digest"].Value).Where(digest => digest.Length > 0).Distinct()
                .DefaultIfEmpty()
                .Select(digest => new BuildBase(image.Key, digest)))
            .OrderBy(image => image.Reference, StringComparer.Ordinal),
    ];

    private IEnumerable<Match> Images() => vertices.Select(vertex => Image().Match(vertex.Name)).Where(match => match.Success);

    private static string ReferenceOf(Match image) => image.Groups["reference"].Value;

    [GeneratedRegex(
        @"\A(?<kind>(?:\[[^\]]+\] )?(?:FROM|load metadata for|resolve image config for) |\[context [^\]]+\] |(?=docker-image://))"
        + @"(?:docker-image://)?(?<reference>\S+?)(?:@(?<digest>sha256:[0-9a-f]{64}))?\z")]
    private static partial Regex Image();

    [GeneratedRegex(
        @"\A\[(?<stage>[^\[\]]*?) *(?<number>\d{1,6})/(?<of>\d{1,6})\] (?:ONBUILD |LINK )*(?<text>(?<keyword>[A-Z]+)\b.*)\z",
        RegexOptions.Singleline)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\A\[context [^\]]+\] \S+\z")]
    private static partial Regex ContextBase();

    [GeneratedRegex(@"^[ \t]*WORKDIR[ \t]", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Workdir();

    // Stages have names of their own in each Dockerfile; what they stand on is compared itself.
    [GeneratedRegex(@"(?<=\bfrom=)[^,\s]+|(?<=\s)\s+")]
    private static partial Regex Naming();

    private sealed record Step(BuildVertex Vertex, BuildInstruction Instruction, string Meaning)
    {
        /// <summary>Null for a vertex that is no instruction.</summary>
        public static Step? Of(BuildVertex vertex)
        {
            // What ADD downloads is a vertex of the same name, and may come from the cache by right; the copy of it may not.
            var match = Numbered().Match(vertex.Name);
            if (!match.Success || (match.Groups["keyword"].Value == "ADD" && vertex.Inputs.Count == 0))
            {
                return null;
            }

            var text = match.Groups["text"].Value;
            return new(
                vertex,
                new(
                    match.Groups["stage"].Value,
                    int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                    int.Parse(match.Groups["of"].ValueSpan, CultureInfo.InvariantCulture),
                    text,
                    match.Groups["keyword"].Value,
                    vertex.Started,
                    vertex.Completed,
                    vertex.Cached,
                    vertex.Error),
                Naming().Replace(text, ""));
        }
    }
}
