using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Bases;

/// <summary>One instruction of a Dockerfile, its lines joined.</summary>
/// <param name="Line">Where it begins, counted from 1.</param>
/// <param name="Keyword">In capitals.</param>
/// <param name="Flags">The words that begin with <c>--</c>, quotes and escapes resolved.</param>
/// <param name="Arguments">What comes after them.</param>
internal sealed partial record Instruction(int Line, string Keyword, IReadOnlyList<string> Flags, string Arguments)
{
    private static readonly JsonReaderOptions OneValue = new() { AllowMultipleValues = true };

    /// <summary>What <c>ONBUILD</c> keeps for later; null for every other instruction.</summary>
    public Instruction? Trigger => Keyword == "ONBUILD" && Arguments.Length > 0 ? Parse(Line, Arguments) : null;

    /// <summary>The arguments, parted by white space.</summary>
    public IReadOnlyList<string> Words => Arguments.Length == 0 ? [] : Space().Split(Arguments);

    public static Instruction Parse(int line, string text)
    {
        var parts = Space().Split(text.Trim(), 2);
        var (flags, arguments) = SplitFlags(parts.ElementAtOrDefault(1) ?? "");
        return new(line, parts[0].ToUpperInvariant(), flags, arguments.Trim());
    }

    /// <summary>The values of a flag that may be given more than once.</summary>
    public IReadOnlyList<string> FlagValues(string name) => [.. Flags
        .Select(flag => flag.Split('=', 2))
        .Where(flag => flag[0] == $"--{name}")
        .Select(flag => flag.Length == 2 ? flag[1] : throw Fault($"the flag --{name} has no value."))];

    /// <summary>The value of a flag that may be given once; empty when it is not given, or given empty.</summary>
    public string FlagValue(string name) => FlagValues(name) switch
    {
        [] => "",
        [var value] => value,
        _ => throw Fault($"the flag --{name} is given twice."),
    };

    /// <summary>Whether the arguments are an array in JSON: in it nothing is special that is not to JSON.</summary>
    public bool IsJson()
    {
        if (!Arguments.StartsWith('['))
        {
            return false;
        }

        try
        {
            // What follows the array counts for nothing.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(Arguments), OneValue);
            using var array = JsonDocument.ParseValue(ref reader);
            return array.RootElement.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? true
                : throw Fault("the JSON array holds something that is no string.");
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public DockerfileFault Fault(string reason) => new(Line, $"{Keyword}: {reason}");

    // Always backslashes here, whatever the Dockerfile's own escape character is.
    private static (IReadOnlyList<string> Flags, string Arguments) SplitFlags(string text)
    {
        var flags = new List<string>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (!text.AsSpan(at).StartsWith("--"))
            {
                return (flags, text[at..]);
            }

            var flag = Flag(text, ref at);
            if (flag == "--")
            {
                return (flags, text[at..]);
            }

            flags.Add(flag);
        }
    }

    private static string Flag(string text, ref int at)
    {
        var flag = new StringBuilder();
        char? quote = null;
        for (; at < text.Length && (quote is not null || !char.IsWhiteSpace(text[at])); at++)
        {
            if (text[at] == quote)
            {
                quote = null;
            }
            else if (quote is null && text[at] is '\'' or '"')
            {
                quote = text[at];
            }
            else if (text[at] != '\\')
            {
                flag.Append(text[at]);
            }
            else if (at + 1 < text.Length)
            {
                flag.Append(text[++at]);
            }
        }

        return flag.ToString();
    }

    [GeneratedRegex(@"[\t\v\f\r ]+")]
    private static partial Regex Space();
}
