using System.Text;

namespace Olympian.Deployment.Settings;

/// <summary>
/// A <c>.env</c> file in the dialect of Docker Compose: reads what compose reads, changes only the values it is told to, and
/// writes each so that compose reads it back byte for byte.
/// </summary>
/// <remarks>
/// Compose's own parser (https://github.com/compose-spec/compose-go/tree/main/dotenv) is the definition; the Docker tests hold
/// this class against <c>docker compose config</c> with generated files. What surprises in that dialect: a comment needs a blank
/// before its <c>#</c>; unquoted and double-quoted values are interpolated, against the environment first and then the lines
/// above; in single quotes a backslash stands for itself unless a quote follows, so a value that ends in a backslash cannot
/// be single-quoted; after a closing quote the next statement may follow on the same line; octal escapes start with <c>\0</c>.
/// Bytes that are not UTF-8 are kept; compose replaces them, so a value that has any is refused where it is used.
/// </remarks>
public sealed class DotEnvFile
{
    private readonly string text;
    private readonly IReadOnlyList<DotEnvEntry> entries;
    private readonly bool hasByteOrderMark;

    private DotEnvFile(string text, bool hasByteOrderMark, string path)
    {
        this.text = text;
        this.hasByteOrderMark = hasByteOrderMark;
        Path = path;
        entries = DotEnvScanner.Scan(text, path);
    }

    /// <summary>The file's name for messages.</summary>
    public string Path { get; }

    /// <summary>The names in the file, in order, without repetition.</summary>
    public IReadOnlyList<string> Keys => [.. entries.Select(entry => entry.Key).Distinct(StringComparer.Ordinal)];

    /// <summary>A file without a line.</summary>
    public static DotEnvFile Empty(string path) => new("", false, path);

    /// <exception cref="UsageFailure">Compose could not read it either; names the line.</exception>
    public static DotEnvFile Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var mark = bytes.StartsWith(Encoding.UTF8.Preamble);
        return new(LosslessUtf8.Decode(mark ? bytes[Encoding.UTF8.Preamble.Length..] : bytes), mark, path);
    }

    /// <summary>The file as it stands on disk.</summary>
    public byte[] ToBytes() =>
        hasByteOrderMark ? [.. Encoding.UTF8.Preamble, .. LosslessUtf8.Encode(text)] : LosslessUtf8.Encode(text);

    /// <summary>The line, counted from 1, that decides a key's value; null when the key is not in the file.</summary>
    public int? LineOf(string key) => entries.LastOrDefault(entry => entry.Key == key)?.Line;

    /// <summary>Every value as compose reads it, variables filled in.</summary>
    /// <param name="environment">The process environment; it wins over the lines above when a value refers to a variable.</param>
    /// <exception cref="UsageFailure">A reference is malformed or demands a variable that is not set.</exception>
    public IReadOnlyDictionary<string, string> Read(IReadOnlyDictionary<string, string> environment)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Value is null)
            {
                // A name alone: compose passes the environment's value on, and has none without it.
                if (environment.TryGetValue(entry.Key, out var inherited))
                {
                    values[entry.Key] = inherited;
                }

                continue;
            }

            values[entry.Key] = entry.IsLiteral ? entry.Value : Interpolate(entry, Lookup);
        }

        return values;

        string? Lookup(string name) =>
            environment.TryGetValue(name, out var outer) ? outer : values.GetValueOrDefault(name);
    }

    /// <summary>
    /// The file with this key at this value: its last line changed in place, or a line added at the end. Comments, order, line
    /// ends and every other line stay.
    /// </summary>
    /// <exception cref="ArgumentException">The key is not a name, or the value cannot stand in any environment: NUL, or broken Unicode.</exception>
    public DotEnvFile Set(string key, string value)
    {
        if (key.Length == 0 || char.IsAsciiDigit(key[0]) || !key.All(character => char.IsAsciiLetterOrDigit(character) || character == '_'))
        {
            throw new ArgumentException($"'{key}' is not a variable name.", nameof(key));
        }

        if (WhyNotWritable(value) is { } reason)
        {
            throw new ArgumentException($"The value of {key} {reason}.", nameof(value));
        }

        var entry = entries.LastOrDefault(candidate => candidate.Key == key);
        if (entry is null)
        {
            var lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
            var separator = text.Length == 0 || text.EndsWith('\n') ? "" : lineEnd;
            return With($"{text}{separator}{key}={Quote(value, bare: true)}{lineEnd}");
        }

        if (entry.Value == value && (entry.IsLiteral || !value.Contains('$', StringComparison.Ordinal)))
        {
            return this;
        }

        // Quotes stay, because another statement may follow them. An empty value gets some, because without any the comment
        // behind it would be the value.
        var bare = !entry.IsQuoted && value.Length > 0;
        return entry.Value is null
            ? With($"{text[..entry.ValueStart]}={Quote(value, bare: true)}{text[entry.ValueEnd..]}")
            : With($"{text[..entry.ValueStart]}{Quote(value, bare)}{text[entry.ValueEnd..]}");
    }

    /// <summary>The file without the lines that set this key.</summary>
    public DotEnvFile Remove(string key)
    {
        var result = this;
        while (result.entries.LastOrDefault(candidate => candidate.Key == key) is { } entry)
        {
            var end = entry.ValueEnd;
            var lineEnd = result.text.IndexOf('\n', end);
            var tail = lineEnd < 0 ? result.text[end..] : result.text[end..lineEnd];

            // What follows a quoted value on its line is the next statement: only blanks and a comment go with the value.
            var start = result.text[..entry.Start].LastIndexOf('\n') + 1;
            var wholeLine = tail.TrimStart() is "" or ['#', ..] && string.IsNullOrWhiteSpace(result.text[start..entry.Start]);
            result = result.With(wholeLine
                ? result.text[..start] + (lineEnd < 0 ? "" : result.text[(lineEnd + 1)..])
                : result.text[..entry.Start] + result.text[end..]);
        }

        return result;
    }

    /// <summary>Why a value cannot be written, as the end of a sentence; null when it can.</summary>
    /// <remarks>Everything else can: double quotes with escapes represent every text that an environment variable can hold.</remarks>
    public static string? WhyNotWritable(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            return "contains the character NUL, which no environment variable can hold";
        }

        for (var index = 0; index < value.Length; index++)
        {
            if (char.IsHighSurrogate(value[index]) && index + 1 < value.Length && char.IsLowSurrogate(value[index + 1]))
            {
                index++;
            }
            else if (char.IsSurrogate(value[index]))
            {
                return "is not valid Unicode";
            }
        }

        return null;
    }

    private DotEnvFile With(string changed) => changed == text ? this : new(changed, hasByteOrderMark, Path);

    private string Interpolate(DotEnvEntry entry, Func<string, string?> lookup)
    {
        if (ComposeTemplate.TrySubstitute(entry.Value!, lookup, out var value, out var reason))
        {
            return value;
        }

        throw new UsageFailure(
            $"{Path}, line {entry.Line}: the value of {entry.Key} cannot be read.",
            $"Expected a value as Docker Compose reads it; {reason}.",
            $"Correct line {entry.Line} of {Path}; single quotes keep a '$' as it is.");
    }

    private static string Quote(string value, bool bare)
    {
        if (bare && value.All(character => char.IsAsciiLetterOrDigit(character) || "_./:@%+,=~-".Contains(character, StringComparison.Ordinal)))
        {
            return value;
        }

        // Single quotes wherever they can, because what is in them is what one sees.
        if (!value.Any(character => character is '\'' or '\\' || char.IsControl(character)))
        {
            return $"'{value}'";
        }

        var quoted = new StringBuilder("\"");
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' or '\\' or '$' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
