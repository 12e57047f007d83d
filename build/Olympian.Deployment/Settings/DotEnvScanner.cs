using System.Globalization;
using System.Text;

namespace Olympian.Deployment.Settings;

/// <summary>Finds the statements of a <c>.env</c> file exactly where compose finds them.</summary>
internal sealed class DotEnvScanner
{
    private readonly string text;
    private readonly string path;
    private int position;

    private DotEnvScanner(string text, string path) => (this.text, this.path) = (text, path);

    /// <exception cref="UsageFailure">Compose could not read the text either; names the line.</exception>
    public static IReadOnlyList<DotEnvEntry> Scan(string text, string path)
    {
        var scanner = new DotEnvScanner(text, path);
        var entries = new List<DotEnvEntry>();
        while (scanner.FindStatement())
        {
            if (scanner.ReadStatement() is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private bool FindStatement()
    {
        while (true)
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
            {
                position++;
            }

            if (position == text.Length)
            {
                return false;
            }

            if (text[position] != '#')
            {
                return true;
            }

            var lineEnd = text.IndexOf('\n', position);
            position = lineEnd < 0 ? text.Length : lineEnd;
        }
    }

    // Null where there is "export" and nothing to export, which compose passes over.
    private DotEnvEntry? ReadStatement()
    {
        var start = position;
        var line = text.AsSpan(0, start).Count('\n') + 1;
        var nameStart = SkipExport(start);

        var end = FindNameEnd(nameStart, line);
        var name = text[nameStart..end].TrimEnd();
        if (name.Contains(' ', StringComparison.Ordinal))
        {
            throw Malformed(line, "a name contains a space", "a name, '=' and a value");
        }

        if (name.Length == 0 && text[end] == '\n')
        {
            position = end + 1;
            return null;
        }

        if (name.Length == 0)
        {
            throw Malformed(line, "there is no name before the '='", "a name, '=' and a value");
        }

        if (text[end] == '\n')
        {
            position = end + 1;
            var nameEnd = nameStart + name.Length;
            return new(name, null, false, false, start, nameEnd, nameEnd, line);
        }

        position = end + 1;
        while (position < text.Length && IsInlineSpace(text[position]))
        {
            position++;
        }

        return position < text.Length && text[position] is '"' or '\''
            ? ReadQuoted(name, start, line)
            : ReadBare(name, start, line);
    }

    private int SkipExport(int start)
    {
        const string export = "export";
        var end = start + export.Length;
        if (string.CompareOrdinal(text, start, export, 0, export.Length) != 0 || end == text.Length || !"\t\n\f\r ".Contains(text[end], StringComparison.Ordinal))
        {
            return start;
        }

        while (end < text.Length && IsInlineSpace(text[end]))
        {
            end++;
        }

        return end;
    }

    private int FindNameEnd(int start, int line)
    {
        for (var index = start; index < text.Length; index++)
        {
            if (text[index] is '=' or ':' or '\n')
            {
                return index;
            }

            if (IsInlineSpace(text[index]) || text[index] is '_' or '.' or '-' or '[' or ']')
            {
                continue;
            }

            if (!Rune.TryGetRuneAt(text, index, out var rune) || !(Rune.IsLetter(rune) || IsGoNumber(rune)))
            {
                throw Malformed(
                    line,
                    $"the name contains the character U+{(int)text[index]:X4}",
                    "a name of letters, digits, '_', '.' and '-', then '=' and a value");
            }

            index += rune.Utf16SequenceLength - 1;
        }

        throw Malformed(line, "the file ends after a name", "'=' and a value, or a line break after a name alone");
    }

    private DotEnvEntry ReadBare(string name, int start, int line)
    {
        var valueStart = position;
        var lineEnd = text.IndexOf('\n', position);
        var end = lineEnd < 0 ? text.Length : lineEnd;
        position = lineEnd < 0 ? end : end + 1;

        var value = text[valueStart..end];
        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        value = (comment < 0 ? value : value[..comment]).TrimEnd();
        return new(name, value, false, false, start, valueStart, valueStart + value.Length, line);
    }

    private DotEnvEntry ReadQuoted(string name, int start, int line)
    {
        var (valueStart, quote) = (position, text[position]);
        var content = new StringBuilder();
        var escaped = false;
        for (var index = valueStart + 1; index < text.Length; index++)
        {
            var character = text[index];
            if (!escaped && character == '\\')
            {
                escaped = true;
                continue;
            }

            if (character == quote && !escaped)
            {
                position = index + 1;
                var isLiteral = quote == '\'';
                return new(
                    name,
                    isLiteral ? content.ToString() : ExpandEscapes(content.ToString()),
                    true,
                    isLiteral,
                    start,
                    valueStart,
                    position,
                    line);
            }

            if (escaped && character != quote)
            {
                content.Append('\\');
            }

            content.Append(character);
            escaped = false;
        }

        throw Malformed(line, $"the value of {name} opens with {quote} and is never closed", $"a closing {quote}");
    }

    // Go's \\(?:[abcfnrtv$"\\]|0\d{0,3}), each match unquoted as a Go literal; what Go cannot unquote stays.
    private static string ExpandEscapes(string content)
    {
        var result = new StringBuilder();
        for (var index = 0; index < content.Length; index++)
        {
            if (content[index] != '\\' || index + 1 == content.Length)
            {
                result.Append(content[index]);
                continue;
            }

            var next = content[index + 1];
            if (next == '0')
            {
                var digits = content.Skip(index + 2).Take(3).TakeWhile(char.IsAsciiDigit).Count();
                result.Append(Octal(content.Substring(index + 2, digits)));
                index += 1 + digits;
                continue;
            }

            // A '$' becomes '$$', which the interpolation that follows turns into one '$'.
            string? expanded = next switch
            {
                'a' => "\a",
                'b' => "\b",
                'f' => "\f",
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                'v' => "\v",
                '$' => "$$",
                '"' => "\"",
                '\\' => "\\",
                _ => null,
            };
            result.Append(expanded ?? content.Substring(index, 1));
            index += expanded is null ? 0 : 1;
        }

        return result.ToString();
    }

    private static string Octal(string digits)
    {
        if (digits.Length < 3 || digits.Any(digit => digit > '7') || Convert.ToInt32(digits, 8) > 255)
        {
            return "\\" + digits;
        }

        return ((char)Convert.ToInt32(digits, 8)).ToString(CultureInfo.InvariantCulture);
    }

    // Compose's own idea of a blank inside a line; elsewhere it uses Unicode's, which is .NET's IsWhiteSpace.
    private static bool IsInlineSpace(char character) => character is '\t' or '\v' or '\f' or '\r' or ' ' or '\u0085' or '\u00A0';

    private static bool IsGoNumber(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private UsageFailure Malformed(int line, string found, string expected) => new(
        $"{path}, line {line}: this is not a .env file as Docker Compose reads it.",
        $"Expected {expected}; {found}.",
        $"Correct line {line} of {path}.");
}
