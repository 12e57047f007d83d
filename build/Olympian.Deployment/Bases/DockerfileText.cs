using System.Text;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Bases;

/// <summary>A Dockerfile's instructions: directives, comments, continued lines and the text of heredocs taken out or together.</summary>
/// <remarks>https://docs.docker.com/reference/dockerfile/#format, and BuildKit 0.13 where that says nothing.</remarks>
internal sealed partial class DockerfileText
{
    private const string Syntax = "syntax";
    private const string Escaping = "escape";

    // Known to newer builders only.
    private const string Check = "check";

    private static readonly string[] MayHoldHeredocs = ["ADD", "COPY", "RUN"];

    private readonly string[] lines;
    private readonly List<Instruction> instructions = [];
    private int next;

    private DockerfileText(string text)
    {
        // A last line that is ended is no beginning of another.
        var ended = text.EndsWith('\n') ? text[..^1] : text;
        lines = ended.Length == 0 ? [] : [.. ended.Split('\n').Select(line => line.TrimEnd('\r'))];
    }

    /// <summary>The character that escapes, and continues a line.</summary>
    public char Escape { get; private set; } = '\\';

    /// <summary>What <c># syntax=</c> names and the line it stands in; null where there is none.</summary>
    public (string Image, int Line)? Frontend { get; private set; }

    public IReadOnlyList<Instruction> Instructions => instructions;

    /// <exception cref="DockerfileFault">The text is not one a builder reads.</exception>
    public static DockerfileText Read(string text)
    {
        var read = new DockerfileText(text.StartsWith('\uFEFF') ? text[1..] : text);
        read.ReadFrontend();
        read.ReadEscape();
        read.ReadInstructions();
        return read;
    }

    private static bool IsComment(string line) => line.TrimStart().StartsWith('#');

    private void ReadFrontend()
    {
        var first = lines.Length > 0 && lines[0].StartsWith("#!", StringComparison.Ordinal) ? 1 : 0;
        foreach (var (name, value, line) in Directives(first, lines))
        {
            if (name == Syntax)
            {
                Frontend = (value.Split(' ')[0], line);
                return;
            }
        }
    }

    private void ReadEscape()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value, line) in Directives(0, lines.Select(line => line.TrimStart())))
        {
            if (!seen.Add(name) && name != Check)
            {
                throw new DockerfileFault(line, $"there is more than one directive '{name}'.");
            }

            if (name == Escaping)
            {
                Escape = value is @"\" or "`"
                    ? value[0]
                    : throw new DockerfileFault(line, $"the escape character must be \\ or `, not '{value}'.");
                if (seen.Contains(Check) && Escape != '\\')
                {
                    throw new DockerfileFault(line, "older builders do not see 'escape' after 'check'. Put it first.");
                }
            }
        }
    }

    // They end with the first line that is none.
    private static IEnumerable<(string Name, string Value, int Line)> Directives(int first, IEnumerable<string> lines) => lines
        .Select((line, index) => (Match: DirectiveForm().Match(line), Line: index + 1))
        .Skip(first)
        .Select(read => (Name: read.Match.Groups["name"].Value.ToLowerInvariant(), read.Match.Groups["value"].Value, read.Line))
        .TakeWhile(read => read.Name is Syntax or Escaping or Check);

    private void ReadInstructions()
    {
        while (next < lines.Length)
        {
            var start = next + 1;
            var line = JoinedLine();
            if (line.Length == 0)
            {
                continue;
            }

            var instruction = Instruction.Parse(start, line);
            instructions.Add(instruction);
            SkipHeredocs(instruction, line);
        }
    }

    private string JoinedLine()
    {
        var joined = new StringBuilder();
        for (var isFirst = true; next < lines.Length; isFirst = false)
        {
            // White space before the rest of an instruction is a part of it.
            var line = isFirst ? lines[next++].TrimStart() : lines[next++];
            if (IsComment(line) || (!isFirst && string.IsNullOrWhiteSpace(line)))
            {
                if (isFirst)
                {
                    break;
                }

                continue;
            }

            var continued = Continued(line);
            joined.Append(continued ?? line);
            if (continued is null)
            {
                break;
            }
        }

        return joined.ToString();
    }

    // Without its last escape character, or null where it has none. Two of them at the end of a line do not continue it.
    private string? Continued(string line)
    {
        var end = line.TrimEnd(' ', '\t');
        var isContinued = end.EndsWith(Escape) && !(end.Length > 1 && end[^2] == Escape);
        return isContinued ? end[..^1] : null;
    }

    private void SkipHeredocs(Instruction instruction, string line)
    {
        var holder = instruction.Trigger ?? instruction;
        if (!MayHoldHeredocs.Contains(holder.Keyword) || holder.IsJson())
        {
            return;
        }

        foreach (var heredoc in Heredocs(instruction, line))
        {
            while (true)
            {
                if (next == lines.Length)
                {
                    throw instruction.Fault($"the text that '<<' begins is not ended by a line '{heredoc.Name}'.");
                }

                var text = lines[next++];
                if ((heredoc.IgnoresTabs ? text.TrimStart('\t') : text) == heredoc.Name)
                {
                    break;
                }
            }
        }
    }

    private static IEnumerable<(string Name, bool IgnoresTabs)> Heredocs(Instruction instruction, string line)
    {
        IReadOnlyList<string> words;
        try
        {
            words = ShellWord.Split(line, keepsQuotes: true, keepsEscapes: true);
        }
        catch (FormatException)
        {
            // What the builder cannot part into words holds no heredocs for it.
            yield break;
        }

        foreach (var match in words.Select(word => HeredocForm().Match(word)).Where(match => match.Groups["name"].Length > 0))
        {
            if (Unquoted(instruction, match.Groups["name"].Value) is [var name])
            {
                yield return (name, match.Groups["tabs"].Length > 0);
            }
        }
    }

    private static IReadOnlyList<string> Unquoted(Instruction instruction, string name)
    {
        try
        {
            return ShellWord.Split(name, keepsQuotes: false, keepsEscapes: false);
        }
        catch (FormatException wrong)
        {
            throw instruction.Fault($"the name of a heredoc cannot be read: {wrong.Message}.");
        }
    }

    [GeneratedRegex(@"\A#[\t\n\f\r ]*(?<name>[A-Za-z][A-Za-z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(?<value>.+?)[\t\n\f\r ]*\z")]
    private static partial Regex DirectiveForm();

    [GeneratedRegex(@"\A[0-9]*<<(?<tabs>-?)(?<name>[^<]*)\z")]
    private static partial Regex HeredocForm();
}
