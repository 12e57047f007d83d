using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Sources;

/// <summary>
/// Compiles the regular expressions that BuildKit makes of ignore patterns, with the meaning they have in Go (RE2 syntax,
/// whole code points, ASCII classes).
/// </summary>
/// <remarks>
/// An ignore pattern hands a good part of its text to the regular expression: <c>\d</c> is a digit, <c>a|b</c> an alternative,
/// <c>[[:alpha:]]</c> a class. .NET reads some of those otherwise and counts UTF-16 units, so each is translated.
/// </remarks>
internal static class GoExpression
{
    private const int MostRepetitions = 1000;
    private const int LastCodePoint = 0x10FFFF;

    private static readonly Dictionary<string, string> NamedClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "09AZaz",
        ["alpha"] = "AZaz",
        ["ascii"] = "\0\u007F",
        ["blank"] = "\t\t  ",
        ["cntrl"] = "\0\u001F\u007F\u007F",
        ["digit"] = "09",
        ["graph"] = "!~",
        ["lower"] = "az",
        ["print"] = " ~",
        ["punct"] = "!/:@[`{~",
        ["space"] = "\t\r  ",
        ["upper"] = "AZ",
        ["word"] = "09AZaz__",
        ["xdigit"] = "09AFaf",
        ["d"] = "09",
        ["s"] = "\t\n\f\r  ",
        ["w"] = "09AZ__az",
    };

    /// <exception cref="FormatException">Go would not compile the expression either.</exception>
    public static Regex Compile(string expression)
    {
        try
        {
            // NonBacktracking: linear in the path's length, as Go's own engine is. It cannot look around, which word
            // boundaries need.
            var translation = new Translation(expression);
            return new(
                translation.Text,
                RegexOptions.CultureInvariant | (translation.LooksAround ? RegexOptions.None : RegexOptions.NonBacktracking));
        }
        catch (ArgumentException refusal)
        {
            throw new FormatException("syntax error in pattern", refusal);
        }
    }

    /// <summary>One pass over Go's source text.</summary>
    private sealed class Translation
    {
        // Go's word characters are ASCII's; .NET's own \b knows all alphabets.
        private const string Boundary = "(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?![0-9A-Za-z_]))";
        private const string NoBoundary = "(?:(?<![0-9A-Za-z_])(?![0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_]))";

        private readonly int[] _source;
        private readonly StringBuilder _text = new();
        private int _next;

        public Translation(string expression)
        {
            _source = [.. expression.EnumerateRunes().Select(rune => rune.Value)];
            while (_next < _source.Length)
            {
                Atom(_source[_next++]);
            }
        }

        public string Text => _text.ToString();

        public bool LooksAround { get; private set; }

        private static FormatException Malformed => new("syntax error in pattern");

        private void Atom(int rune)
        {
            switch (rune)
            {
                case '^':
                    _text.Append(@"(?:\A)");
                    break;
                case '$':
                    _text.Append(@"(?:\z)");
                    break;
                case '(':
                    _text.Append("(?:");
                    break;
                case ')' or '|' or '*' or '?':
                    _text.Append((char)rune);
                    break;
                case '.':
                    Append(Complement([('\n', '\n')]));
                    break;
                case '{':
                    Braces();
                    break;
                case '[':
                    Append(Class());
                    break;
                case '\\':
                    Escape();
                    break;
                default:
                    Append([(rune, rune)]);
                    break;
            }
        }

        /// <summary>A repetition when it has exactly that form, else plain text.</summary>
        private void Braces()
        {
            var end = Array.IndexOf(_source, '}', _next);
            var bounds = end < 0 ? "" : string.Concat(_source[_next..end].Select(char.ConvertFromUtf32));
            var parts = bounds.Split(',');
            var isRepetition = parts.Length <= 2 && IsNumber(parts[0]) && (parts.Length == 1 || parts[1].Length == 0 || IsNumber(parts[1]));
            if (!isRepetition)
            {
                _text.Append(@"\{");
                return;
            }

            if (parts.Any(part => part.Length > 4 || (part.Length > 0 && int.Parse(part, CultureInfo.InvariantCulture) > MostRepetitions)))
            {
                throw Malformed;
            }

            _text.Append('{').Append(bounds).Append('}');
            _next = end + 1;
        }

        private static bool IsNumber(string text) =>
            text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');

        private void Escape()
        {
            switch (Peek())
            {
                case 'A':
                    _next++;
                    _text.Append(@"(?:\A)");
                    break;
                case 'z':
                    _next++;
                    _text.Append(@"(?:\z)");
                    break;
                case 'b' or 'B':
                    _text.Append(_source[_next++] == 'b' ? Boundary : NoBoundary);
                    LooksAround = true;
                    break;
                case 'Q':
                    _next++;
                    Quoted();
                    break;
                case 'd' or 's' or 'w' or 'D' or 'S' or 'W':
                    Append(PerlClass(_source[_next++]));
                    break;
                default:
                    var character = EscapedCharacter();
                    Append([(character, character)]);
                    break;
            }
        }

        private void Quoted()
        {
            while (_next < _source.Length)
            {
                if (_source[_next] == '\\' && _next + 1 < _source.Length && _source[_next + 1] == 'E')
                {
                    _next += 2;
                    return;
                }

                var quoted = _source[_next++];
                Append([(quoted, quoted)]);
            }
        }

        /// <summary>What stands after a backslash, where it names one character.</summary>
        private int EscapedCharacter()
        {
            var rune = Take();
            switch (rune)
            {
                case >= '0' and <= '7':
                    // "\1" alone would be a back reference, which Go does not have.
                    if (rune != '0' && Peek() is not (>= '0' and <= '7'))
                    {
                        throw Malformed;
                    }

                    var octal = rune - '0';
                    for (var digits = 1; digits < 3 && Peek() is >= '0' and <= '7'; digits++)
                    {
                        octal = (octal * 8) + Take() - '0';
                    }

                    return octal;
                case 'x':
                    return Hexadecimal();
                case 'a':
                    return '\a';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'v':
                    return '\v';
                case 'p' or 'P':
                    throw new FormatException("Unicode classes (\\p) are understood by Docker but not by this tool");
                default:
                    return rune < 0x80 && !char.IsAsciiLetterOrDigit((char)rune) ? rune : throw Malformed;
            }
        }

        private int Hexadecimal()
        {
            var digits = new StringBuilder();
            if (Peek() == '{')
            {
                _next++;
                for (var digit = Take(); digit != '}'; digit = Take())
                {
                    digits.Append(char.ConvertFromUtf32(digit));
                }
            }
            else
            {
                digits.Append(char.ConvertFromUtf32(Take())).Append(char.ConvertFromUtf32(Take()));
            }

            return int.TryParse(digits.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                && value is >= 0 and <= LastCodePoint
                    ? value
                    : throw Malformed;
        }

        private List<(int First, int Last)> Class()
        {
            var isNegated = Peek() == '^';
            if (isNegated)
            {
                _next++;
            }

            var members = new List<(int, int)>();
            for (var isFirst = true; isFirst || Peek() != ']'; isFirst = false)
            {
                if (NamedClass() is { } named)
                {
                    members.AddRange(named);
                }
                else if (Peek() == '\\' && PeekAfter() is 'd' or 's' or 'w' or 'D' or 'S' or 'W')
                {
                    _next += 2;
                    members.AddRange(PerlClass(_source[_next - 1]));
                }
                else
                {
                    var first = ClassCharacter();
                    var last = first;
                    if (Peek() == '-' && PeekAfter() is not (']' or null))
                    {
                        _next++;
                        last = ClassCharacter();
                        if (last < first)
                        {
                            throw Malformed;
                        }
                    }

                    members.Add((first, last));
                }
            }

            _next++;
            return isNegated ? Complement(members) : members;
        }

        private int ClassCharacter()
        {
            var rune = Take();
            return rune == '\\' ? EscapedCharacter() : rune;
        }

        private List<(int First, int Last)>? NamedClass()
        {
            if (Peek() != '[' || PeekAfter() != ':')
            {
                return null;
            }

            var end = _next + 2;
            while (end + 1 < _source.Length && !(_source[end] == ':' && _source[end + 1] == ']'))
            {
                end++;
            }

            if (end + 1 >= _source.Length)
            {
                return null;
            }

            var name = string.Concat(_source[(_next + 2)..end].Select(char.ConvertFromUtf32));
            var isNegated = name.StartsWith('^');
            if (name.Length <= 2 || !NamedClasses.TryGetValue(isNegated ? name[1..] : name, out var ranges))
            {
                throw Malformed;
            }

            _next = end + 2;
            return isNegated ? Complement(Ranges(ranges)) : Ranges(ranges);
        }

        private static List<(int First, int Last)> PerlClass(int letter)
        {
            var ranges = Ranges(NamedClasses[char.ToLowerInvariant((char)letter).ToString()]);
            return letter is 'D' or 'S' or 'W' ? Complement(ranges) : ranges;
        }

        private static List<(int First, int Last)> Ranges(string pairs) =>
            [.. pairs.Chunk(2).Select(pair => ((int)pair[0], (int)pair[1]))];

        private static List<(int First, int Last)> Complement(List<(int First, int Last)> ranges)
        {
            var rest = new List<(int, int)>();
            var from = 0;
            foreach (var (first, last) in ranges.Order())
            {
                if (first > from)
                {
                    rest.Add((from, first - 1));
                }

                from = Math.Max(from, last + 1);
            }

            if (from <= LastCodePoint)
            {
                rest.Add((from, LastCodePoint));
            }

            return rest;
        }

        /// <summary>Writes a set of code points so that .NET, which counts UTF-16 units, takes a whole one each time.</summary>
        private void Append(List<(int First, int Last)> ranges)
        {
            var single = new StringBuilder();
            var pairs = new List<string>();
            foreach (var (first, last) in ranges)
            {
                AppendUnits(single, first, Math.Min(last, 0xD7FF));
                AppendUnits(single, Math.Max(first, 0xE000), Math.Min(last, 0xFFFF));
                AppendPairs(pairs, Math.Max(first, 0x10000), last);
            }

            if (single.Length > 0)
            {
                pairs.Insert(0, $"[{single}]");
            }

            _text.Append(pairs switch
            {
                [] => @"[^\s\S]",
                [var units] when single.Length > 0 => units,
                _ => $"(?:{string.Join('|', pairs)})",
            });
        }

        private static void AppendUnits(StringBuilder text, int first, int last)
        {
            if (first <= last)
            {
                text.Append(Unit(first));
                if (first < last)
                {
                    text.Append('-').Append(Unit(last));
                }
            }
        }

        private static void AppendPairs(List<string> pairs, int first, int last)
        {
            while (first <= last)
            {
                var (high, low) = Surrogates(first);
                var (lastHigh, lastLow) = Surrogates(last);
                var fillsItsRows = low == 0xDC00 && (lastHigh > high || lastLow == 0xDFFF);
                var endHigh = !fillsItsRows ? high : lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
                var endLow = fillsItsRows || lastHigh > high ? 0xDFFF : lastLow;
                pairs.Add($"[{Unit(high)}-{Unit(endHigh)}][{Unit(low)}-{Unit(endLow)}]");
                first = char.ConvertToUtf32((char)endHigh, (char)endLow) + 1;
            }
        }

        private static (int High, int Low) Surrogates(int codePoint) =>
            (0xD800 + ((codePoint - 0x10000) >> 10), 0xDC00 + ((codePoint - 0x10000) & 0x3FF));

        private static string Unit(int value) => $"\\u{value:X4}";

        private int? Peek() => _next < _source.Length ? _source[_next] : null;

        private int? PeekAfter() => _next + 1 < _source.Length ? _source[_next + 1] : null;

        private int Take() => _next < _source.Length ? _source[_next++] : throw Malformed;
    }
}
