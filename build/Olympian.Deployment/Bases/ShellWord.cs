using System.Text;

namespace Olympian.Deployment.Bases;

/// <summary>Reads words as a Dockerfile's reader does: quotes, escapes and variables, much like a shell's.</summary>
/// <remarks>
/// https://docs.docker.com/reference/dockerfile/#environment-replacement; the odd corners are those of BuildKit 0.13, held against it
/// by DockerfileBasesOracleTests.
/// </remarks>
internal sealed class ShellWord
{
    private readonly string text;
    private readonly char escape;

    // Null: variables stay as they are written.
    private readonly GlobalArguments? variables;

    private readonly bool keepsQuotes;
    private int at;

    private ShellWord(string text, char escape, GlobalArguments? variables, bool keepsQuotes)
    {
        this.text = text;
        this.escape = escape;
        this.variables = variables;
        this.keepsQuotes = keepsQuotes;
    }

    private bool IsAtEnd => at == text.Length;

    /// <summary>The word with its variables filled in and its quotes and escapes resolved.</summary>
    /// <exception cref="FormatException">It cannot be read, a variable it demands is missing, or builders differ about it.</exception>
    public static string Expand(string word, char escape, GlobalArguments variables) =>
        new ShellWord(word, escape, variables, keepsQuotes: false).Read(stop: null, keepsEscapes: false).Text;

    /// <summary>The words of a line, its variables as they are written; escapes are always backslashes.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static IReadOnlyList<string> Split(string line, bool keepsQuotes, bool keepsEscapes) =>
        new ShellWord(line, '\\', variables: null, keepsQuotes).Read(stop: null, keepsEscapes).Words;

    private WordOutput Read(char? stop, bool keepsEscapes)
    {
        var output = new WordOutput();
        while (!IsAtEnd && text[at] != stop)
        {
            if (text[at] == '\'')
            {
                output.AddWhole(SingleQuoted());
            }
            else if (text[at] == '"')
            {
                output.AddWhole(DoubleQuoted(keepsEscapes));
            }
            else if (text[at] == '$')
            {
                output.Add(Dollar());
            }
            else if (text[at] == escape)
            {
                var escaped = text[at..Math.Min(at + 2, text.Length)];
                at += escaped.Length;
                output.AddWhole(keepsEscapes ? escaped : escaped[1..]);
            }
            else
            {
                output.Add(text[at++].ToString());
            }
        }

        if (stop is not null)
        {
            if (IsAtEnd)
            {
                throw new FormatException($"a '{stop}' is missing in '{text}'");
            }

            at++;
        }

        return output;
    }

    // Nothing is special in it, the escape neither.
    private string SingleQuoted()
    {
        var end = text.IndexOf('\'', at + 1);
        if (end < 0)
        {
            throw new FormatException($"a single quote is not closed in '{text}'");
        }

        var quoted = text[at..(end + 1)];
        at = end + 1;
        return keepsQuotes ? quoted : quoted[1..^1];
    }

    private string DoubleQuoted(bool keepsEscapes)
    {
        var quoted = new StringBuilder(keepsQuotes ? "\"" : "");
        for (at++; !IsAtEnd && text[at] != '"';)
        {
            if (text[at] == '$')
            {
                quoted.Append(Dollar());
                continue;
            }

            if (text[at] == escape)
            {
                if (keepsEscapes)
                {
                    quoted.Append(escape);
                }

                // Before any other character the escape stands for itself.
                if (at + 1 < text.Length && (text[at + 1] is '"' or '$' || text[at + 1] == escape))
                {
                    at++;
                }
            }

            quoted.Append(text[at++]);
        }

        if (IsAtEnd)
        {
            throw new FormatException($"a double quote is not closed in '{text}'");
        }

        at++;
        return quoted.Append(keepsQuotes ? "\"" : "").ToString();
    }

    private string Dollar()
    {
        at++;
        if (IsAtEnd || text[at] != '{')
        {
            var plain = Name();
            return plain.Length == 0 ? "$" : variables is null ? $"${plain}" : Substitute(plain, value => value ?? "");
        }

        at++;
        if (IsAtEnd || text[at] is '{' or '}' or ':')
        {
            throw new FormatException($"'${{' names no variable in '{text}'");
        }

        var name = Name();
        return Next() switch
        {
            '}' => variables is null ? $"${{{name}}}" : Substitute(name, value => value ?? ""),
            ':' => Modified(name, Next(), isEmptyUnset: true),
            '/' => Replaced(name),
            '+' or '-' or '?' or '#' or '%' => Modified(name, text[at - 1], isEmptyUnset: false),
            _ => throw Unsupported(name),
        };
    }

    private string Modified(string name, char modifier, bool isEmptyUnset)
    {
        var word = Read('}', keepsEscapes: modifier is '#' or '%').Text;
        if (variables is null)
        {
            return $"${{{name}{(isEmptyUnset ? ":" : "")}{modifier}{word}}}";
        }

        return Substitute(name, value =>
        {
            var isThere = value is not null && !(isEmptyUnset && value.Length == 0);
            return modifier switch
            {
                '-' => isThere ? value! : word,
                '+' => isThere ? word : "",
                '?' => isThere ? value! : throw new FormatException($"{name} has no value{(word.Length == 0 ? "" : $": {word}")}"),
                '#' or '%' => Trimmed(value ?? "", modifier, word),
                _ => throw Unsupported(name),
            };
        });
    }

    private string Trimmed(string value, char modifier, string pattern)
    {
        // BuildKit 0.13 does not survive it, nor does the engine it is a part of.
        if (pattern.Length == 0)
        {
            throw new FormatException($"the pattern after '{modifier}' is empty in '{text}'");
        }

        var isLongest = pattern[0] == modifier;
        return modifier == '#'
            ? ShellPattern.TrimStart(value, isLongest ? pattern[1..] : pattern, isLongest)
            : ShellPattern.TrimEnd(value, isLongest ? pattern[1..] : pattern, isLongest);
    }

    private string Replaced(string name)
    {
        var all = !IsAtEnd && text[at] == '/';
        if (all)
        {
            at++;
        }

        var pattern = Read('/', keepsEscapes: true).Text;
        var replacement = Read('}', keepsEscapes: true).Text;
        if (variables is null)
        {
            return $"${{{name}/{pattern}/{replacement}}}";
        }

        // There a dollar means a part of what matched, which nobody writes on purpose.
        if (all && replacement.Contains('$', StringComparison.Ordinal))
        {
            throw new FormatException($"the replacement '{replacement}' has a dollar sign in '{text}'");
        }

        return Substitute(name, value => ShellPattern.Replace(value ?? "", pattern, replacement, all));
    }

    private string Substitute(string name, Func<string?, string> apply)
    {
        var variable = variables![name];
        if (variable.Doubt is { } doubt)
        {
            throw new FormatException($"{name} is used, and {doubt}");
        }

        var result = apply(variable.Older);
        return variable.Older == variable.Newer || result == apply(variable.Newer)
            ? result
            : throw new FormatException($"{name} has no value, and builders differ about what '{text}' is then");
    }

    // Letters, digits and underscores; digits alone; or one of the shell's special parameters.
    private string Name()
    {
        var start = at;
        if (!IsAtEnd && char.IsDigit(text[at]))
        {
            at = EndOf(char.IsDigit);
        }
        else if (!IsAtEnd && text[at] is '@' or '*' or '#' or '?' or '-' or '$' or '!')
        {
            at++;
        }
        else
        {
            at = EndOf(character => char.IsLetterOrDigit(character) || character == '_');
        }

        return text[start..at];
    }

    private int EndOf(Func<char, bool> belongs)
    {
        var end = at;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return end;
    }

    private char Next() => IsAtEnd ? throw new FormatException($"a '}}' is missing in '{text}'") : text[at++];

    private FormatException Unsupported(string name) => new($"'{text}' does with {name} what a Dockerfile cannot");
}
