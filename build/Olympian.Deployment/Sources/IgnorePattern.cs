using System.Buffers;
using System.Text;

namespace Olympian.Deployment.Sources;

/// <summary>One line of an ignore file, matched as moby/patternmatcher matches it.</summary>
internal sealed class IgnorePattern
{
    private enum Kind
    {
        Exact,
        Prefix,
        Suffix,
        Expression,
    }

    // What patternmatcher 0.6 escapes. Its table means to hold '|', '{' and '}' too, but their bits fall off its eight-bit
    // cells, so those three reach the regular expression raw.
    private const string Escaped = ".+()$";

    private static readonly SearchValues<char> Wildcards = SearchValues.Create(@"*[]?^\");

    private readonly string _text;
    private Func<string, bool>? _matches;

    private IgnorePattern(string text, bool isException)
    {
        _text = text;
        IsException = isException;
        WithoutTrailingGlob = TrimEnd(TrimEnd(text, "/**"), "/*");
        IsPlainPrefix = !WithoutTrailingGlob.AsSpan().ContainsAny(Wildcards);
    }

    /// <summary>True for a line that began with <c>!</c>.</summary>
    public bool IsException { get; }

    /// <summary>The pattern without a last <c>/**</c> or <c>/*</c>.</summary>
    public string WithoutTrailingGlob { get; }

    /// <summary>True when the pattern names one path and, at most, all beneath it.</summary>
    public bool IsPlainPrefix { get; }

    /// <summary>Null for a pattern that says nothing.</summary>
    /// <exception cref="FormatException">BuildKit's own words for what is wrong.</exception>
    public static IgnorePattern? Parse(string text)
    {
        var pattern = text.Trim();
        if (pattern.Length == 0)
        {
            return null;
        }

        // A second time: only now with the '!' before it, which turns "!/" into a lone "!".
        pattern = Clean(pattern);
        var isException = pattern[0] == '!';
        if (isException)
        {
            if (pattern.Length == 1)
            {
                throw new FormatException("illegal exclusion pattern: \"!\"");
            }

            pattern = pattern[1..];
        }

        GoGlob.EnsureWellFormed(pattern);
        return new(pattern, isException);
    }

    /// <summary>Go's <c>filepath.Clean</c> on Unix.</summary>
    public static string Clean(string path)
    {
        var isRooted = path.StartsWith('/');
        var names = new List<string>();
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == ".")
            {
                continue;
            }

            if (name != "..")
            {
                names.Add(name);
            }
            else if (names.Count > 0 && names[^1] != "..")
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (!isRooted)
            {
                names.Add(name);
            }
        }

        var cleaned = (isRooted ? "/" : "") + string.Join('/', names);
        return cleaned.Length == 0 ? "." : cleaned;
    }

    /// <exception cref="FormatException">The pattern turns out wrong; BuildKit too finds out only here.</exception>
    public bool Matches(string path) => (_matches ??= Compile())(path);

    public override string ToString() => IsException ? '!' + _text : _text;

    private static string TrimEnd(string text, string end) =>
        text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : text;

    private Func<string, bool> Compile()
    {
        var (kind, expression) = Translate();
        switch (kind)
        {
            case Kind.Exact:
                return path => path == _text;

            case Kind.Prefix:
                var prefix = _text[..^2];
                return path => path.StartsWith(prefix, StringComparison.Ordinal);

            case Kind.Suffix:
                var suffix = _text[2..];
                return path => path.EndsWith(suffix, StringComparison.Ordinal)
                    || (suffix[0] == '/' && path.AsSpan().SequenceEqual(suffix.AsSpan(1)));

            default:
                return GoExpression.Compile(expression).IsMatch;
        }
    }

    /// <summary>The cheapest way to match, and the regular expression that Go would be given.</summary>
    private (Kind Kind, string Expression) Translate()
    {
        var kind = Kind.Exact;
        var expression = new StringBuilder("^");
        var runes = _text.EnumerateRunes().ToArray();

        // Go's text/scanner swallows a byte order mark at the start of what it scans.
        var next = runes.Length > 0 && runes[0].Value == 0xFEFF ? 1 : 0;
        for (var step = 0; next < runes.Length; step++)
        {
            var rune = runes[next++];
            switch (rune.Value)
            {
                case '*' when next < runes.Length && runes[next].Value == '*':
                    next++;
                    if (next < runes.Length && runes[next].Value == '/')
                    {
                        next++;
                    }

                    if (next < runes.Length)
                    {
                        expression.Append("(.*/)?");
                        kind = Kind.Expression;
                    }
                    else if (kind == Kind.Exact)
                    {
                        kind = Kind.Prefix;
                    }
                    else
                    {
                        expression.Append(".*");
                        kind = Kind.Expression;
                    }

                    if (step == 0)
                    {
                        kind = Kind.Suffix;
                    }

                    break;

                case '*':
                    expression.Append("[^/]*");
                    kind = Kind.Expression;
                    break;

                case '?':
                    expression.Append("[^/]");
                    kind = Kind.Expression;
                    break;

                case '\\' when next < runes.Length:
                    expression.Append('\\').Append(runes[next++]);
                    kind = Kind.Expression;
                    break;

                case '[' or ']':
                    expression.Append(rune);
                    kind = Kind.Expression;
                    break;

                default:
                    if (rune.IsAscii && Escaped.Contains((char)rune.Value, StringComparison.Ordinal))
                    {
                        expression.Append('\\');
                    }

                    expression.Append(rune);
                    break;
            }
        }

        return (kind, expression.Append('$').ToString());
    }
}
