namespace Olympian.Build.Adapters.Registries;

/// <summary>One way in which a server lets itself be asked, from its WWW-Authenticate header (RFC 9110, 11.6.1).</summary>
/// <param name="Scheme">The scheme, in lower case.</param>
/// <param name="Parameters">Its parameters, their names in lower case.</param>
internal sealed record AuthenticationChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Every challenge of one header's value; what follows something malformed is left out.</summary>
    public static IReadOnlyList<AuthenticationChallenge> Parse(string header)
    {
        var found = new List<AuthenticationChallenge>();
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var position = 0;
        while (true)
        {
            position = Skip(header, position, ',');
            var word = Token(header, ref position);
            if (word.Length == 0)
            {
                return found;
            }

            var afterWord = Skip(header, position, ' ');
            if (afterWord < header.Length && header[afterWord] == '=')
            {
                position = Skip(header, afterWord + 1, ' ');
                if (found.Count == 0 || !TryValue(header, ref position, out var value))
                {
                    return found;
                }

                // The first of two of the same name, as a reader that stops there would see it.
                parameters.TryAdd(word, value);
            }
            else
            {
                parameters = new(StringComparer.Ordinal);
                found.Add(new(word, parameters));
            }
        }
    }

    // Blanks, and the separator with them.
    private static int Skip(string text, int position, char separator)
    {
        while (position < text.Length && (text[position] is ' ' or '\t' || text[position] == separator))
        {
            position++;
        }

        return position;
    }

    private static string Token(string text, ref int position)
    {
        var begin = position;
        while (position < text.Length && IsOfToken(text[position]))
        {
            position++;
        }

        return text[begin..position].ToLowerInvariant();
    }

    private static bool IsOfToken(char character) =>
        char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal);

    private static bool TryValue(string text, ref int position, out string value)
    {
        if (position >= text.Length || text[position] != '"')
        {
            var begin = position;
            while (position < text.Length && text[position] is not (' ' or '\t' or ',' or '"'))
            {
                position++;
            }

            value = text[begin..position];
            return value.Length > 0;
        }

        var characters = new List<char>();
        for (position++; position < text.Length && text[position] != '"'; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length)
            {
                position++;
            }

            characters.Add(text[position]);
        }

        value = new([.. characters]);
        var isClosed = position < text.Length;
        position++;
        return isClosed;
    }
}
