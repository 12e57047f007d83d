using System.Text;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Bases;

/// <summary>Parts a Dockerfile's instructions into global arguments and stages.</summary>
internal static partial class StageReader
{
    private static readonly HashSet<string> Keywords =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN",
        "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ];

    /// <summary>The <c>ARG</c>s before the first <c>FROM</c>, in order: their names, and the words after <c>=</c>.</summary>
    /// <exception cref="DockerfileFault">One of them has no name.</exception>
    public static IReadOnlyList<(string Name, string? Standard)> GlobalArguments(DockerfileText dockerfile) =>
    [
        .. dockerfile.Instructions.TakeWhile(instruction => instruction.Keyword == "ARG").SelectMany(argument =>
            QuotedWords(argument.Arguments, dockerfile.Escape).Select(word => word.Split('=', 2) switch
            {
                ["", _] => throw argument.Fault("a name is missing before '='."),
                var parts => (parts[0], parts.ElementAtOrDefault(1)),
            })),
    ];

    /// <exception cref="DockerfileFault">There is none, or an instruction that takes files cannot be read.</exception>
    public static IReadOnlyList<Stage> Stages(DockerfileText dockerfile)
    {
        var stages = new List<Stage>();
        foreach (var instruction in dockerfile.Instructions.SkipWhile(instruction => instruction.Keyword == "ARG"))
        {
            if (!Keywords.Contains(instruction.Keyword))
            {
                var byWhom = dockerfile.Frontend is var (frontend, _) ? $"; {frontend} may" : "";
                throw new DockerfileFault(instruction.Line, $"'{instruction.Keyword}' is no instruction this can read{byWhom}.");
            }

            if (instruction.Keyword == "FROM")
            {
                stages.Add(Begun(instruction));
                continue;
            }

            var stage = stages.LastOrDefault() ?? throw instruction.Fault("only ARG may stand before the first FROM.");
            stage.Sources.AddRange(Sources(instruction, ""));
            stage.Triggers.AddRange(instruction.Trigger is { } trigger ? Sources(trigger, "ONBUILD ") : []);
        }

        return stages.Count > 0 ? stages : throw new DockerfileFault(null, "it has no FROM.");
    }

    private static Stage Begun(Instruction from)
    {
        var (name, image) = from.Words switch
        {
            [var only] => (null, only),
            [var first, var @as, var last] when @as.Equals("as", StringComparison.OrdinalIgnoreCase) => (last.ToLowerInvariant(), first),
            _ => throw from.Fault("it must be 'FROM image' or 'FROM image AS name'."),
        };

        return name is null || StageName().IsMatch(name)
            ? new(from.Line, name, image, from.FlagValue("platform"), [], [])
            : throw from.Fault($"'{name}' cannot be the name of a stage.");
    }

    private static IEnumerable<ImageSource> Sources(Instruction instruction, string before) => instruction.Keyword switch
    {
        "COPY" when instruction.FlagValue("from") is { Length: > 0 } from =>
            [new(from, BaseUse.Copy, instruction.Line, $"{before}COPY --from in line {instruction.Line}")],
        "RUN" => instruction.FlagValues("mount").Select(mount => new ImageSource(
            MountedFrom(instruction, mount), BaseUse.Mount, instruction.Line, $"{before}RUN --mount in line {instruction.Line}")),
        _ => [],
    };

    // Whatever the mount's type, for that may be a variable. One from nothing is from 'scratch', which a stage may be named too.
    private static string MountedFrom(Instruction run, string mount)
    {
        var from = "";
        foreach (var field in Fields(run, mount))
        {
            if (field.Split('=', 2) is [var key, var value] && key.Equals("from", StringComparison.OrdinalIgnoreCase))
            {
                from = value;
            }
        }

        return from.Length == 0 ? "scratch" : from;
    }

    // One record of comma separated values, as RFC 4180 has them.
    private static List<string> Fields(Instruction run, string mount)
    {
        var fields = new List<string>();
        for (var at = 0; at <= mount.Length; at++)
        {
            if (at < mount.Length && mount[at] == '"')
            {
                fields.Add(Quoted(run, mount, ref at));
                continue;
            }

            var end = mount.IndexOf(',', at) is >= 0 and var comma ? comma : mount.Length;
            fields.Add(mount[at..end]);
            if (fields[^1].Contains('"', StringComparison.Ordinal))
            {
                throw run.Fault($"a quote stands within a field of --mount={mount}.");
            }

            at = end;
        }

        return fields;
    }

    private static string Quoted(Instruction run, string mount, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < mount.Length; at++)
        {
            if (mount[at] != '"')
            {
                field.Append(mount[at]);
            }
            else if (at + 1 < mount.Length && mount[at + 1] == '"')
            {
                field.Append(mount[++at]);
            }
            else if (++at == mount.Length || mount[at] == ',')
            {
                return field.ToString();
            }
            else
            {
                break;
            }
        }

        throw run.Fault($"a quote is not closed at the end of a field in --mount={mount}.");
    }

    // White space parts words where it is neither quoted nor escaped. Quotes and escapes stay.
    private static List<string> QuotedWords(string text, char escape)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        for (var at = 0; at < text.Length; at++)
        {
            if (quote is null && char.IsWhiteSpace(text[at]))
            {
                Complete();
                continue;
            }

            if (text[at] == escape && quote != '\'')
            {
                if (at + 1 < text.Length)
                {
                    word.Append(text[at++]).Append(text[at]);
                }

                continue;
            }

            quote = text[at] == quote ? null : quote ?? (text[at] is '\'' or '"' ? text[at] : null);
            word.Append(text[at]);
        }

        Complete();
        return words;

        void Complete()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-_.]*\z")]
    private static partial Regex StageName();
}
