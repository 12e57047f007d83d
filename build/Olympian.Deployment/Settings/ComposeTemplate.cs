using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Olympian.Deployment.Settings;

/// <summary>Fills in variables as compose does: <c>$A</c>, <c>${A}</c>, <c>${A:-b}</c>, <c>${A-b}</c>, <c>${A:+b}</c>, <c>${A+b}</c>, <c>${A:?b}</c>, <c>${A?b}</c>, nested.</summary>
/// <remarks>
/// https://docs.docker.com/reference/compose-file/interpolation/. A <c>$</c> before anything but a letter, <c>_</c>, <c>{</c> or
/// <c>$</c> is an ordinary character; that is compose's behaviour, not its documentation.
/// </remarks>
internal static class ComposeTemplate
{
    private static readonly string[] Operators = [":?", "?", ":-", "-", ":+", "+"];

    public static bool TrySubstitute(
        string template,
        Func<string, string?> lookup,
        [NotNullWhen(true)] out string? result,
        [NotNullWhen(false)] out string? reason)
    {
        result = null;
        reason = null;
        var text = new StringBuilder();
        for (var index = 0; index < template.Length;)
        {
            var next = index + 1 < template.Length ? template[index + 1] : '\0';
            if (template[index] != '$' || !(next is '$' or '{' || IsNameStart(next)))
            {
                text.Append(template[index++]);
            }
            else if (next == '$')
            {
                text.Append('$');
                index += 2;
            }
            else if (next == '{')
            {
                var end = FindClosing(template, index);
                if (end < 0)
                {
                    reason = "a '${' has no matching '}'";
                    return false;
                }

                if (!TryBraced(template[(index + 2)..end], lookup, out var value, out reason))
                {
                    return false;
                }

                text.Append(value);
                index = end + 1;
            }
            else
            {
                var end = NameEnd(template, index + 1);
                text.Append(lookup(template[(index + 1)..end]));
                index = end;
            }
        }

        result = text.ToString();
        return true;
    }

    private static bool TryBraced(
        string content,
        Func<string, string?> lookup,
        [NotNullWhen(true)] out string? result,
        [NotNullWhen(false)] out string? reason)
    {
        result = null;
        reason = null;
        var nameEnd = NameEnd(content, 0);
        var name = content[..nameEnd];
        var rest = content[nameEnd..];
        var operation = Operators.FirstOrDefault(candidate => rest.StartsWith(candidate, StringComparison.Ordinal));
        if (nameEnd == 0 || !IsNameStart(content[0]) || (rest.Length > 0 && operation is null) || rest.Contains('\n', StringComparison.Ordinal))
        {
            reason = "a '${…}' does not hold a variable's name";
            return false;
        }

        var value = lookup(name);
        if (operation is null)
        {
            result = value ?? "";
            return true;
        }

        if (!TrySubstitute(rest[operation.Length..], lookup, out var argument, out reason))
        {
            return false;
        }

        var isThere = operation[0] == ':' ? !string.IsNullOrEmpty(value) : value is not null;
        if (operation[^1] == '?' && !isThere)
        {
            reason = $"it demands the variable {name}, which is not set";
            return false;
        }

        result = operation[^1] switch
        {
            '+' => isThere ? argument : "",
            '-' => isThere ? value! : argument,
            _ => value!,
        };
        return true;
    }

    private static int FindClosing(string template, int start)
    {
        var depth = 0;
        for (var index = start; index < template.Length; index++)
        {
            if (template[index] == '}' && --depth == 0)
            {
                return index;
            }

            if (template[index] == '$' && index + 1 < template.Length && template[index + 1] == '{')
            {
                depth++;
                index++;
            }
        }

        return -1;
    }

    private static int NameEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && (IsNameStart(text[end]) || char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        return end;
    }

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';
}
