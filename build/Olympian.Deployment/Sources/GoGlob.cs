namespace Olympian.Deployment.Sources;

/// <summary>The syntax check that BuildKit runs over every ignore pattern: Go's <c>filepath.Match(pattern, ".")</c>.</summary>
/// <remarks>
/// Only its verdict on the syntax counts; BuildKit matches by other rules, see <see cref="IgnorePattern"/>. Go stops at the
/// first part that does not match, so an error behind it goes unnoticed: the match itself has to be done to know how far it reads.
/// </remarks>
internal static class GoGlob
{
    /// <exception cref="FormatException">Go reads as far as an error.</exception>
    public static void EnsureWellFormed(string pattern)
    {
        ReadOnlySpan<char> name = ".";
        ReadOnlySpan<char> rest = pattern;
        while (!rest.IsEmpty)
        {
            var chunk = NextChunk(ref rest, out var hasStar);
            if (hasStar && chunk.IsEmpty)
            {
                return;
            }

            if (Match(chunk, name, out var taken) && (taken == name.Length || !rest.IsEmpty))
            {
                name = name[taken..];
                continue;
            }

            // A star may take the one character that there is.
            if (!hasStar || name.IsEmpty || !Match(chunk, [], out _))
            {
                return;
            }

            name = [];
        }
    }

    /// <summary>The pattern up to its next star, without the stars it begins with.</summary>
    private static ReadOnlySpan<char> NextChunk(ref ReadOnlySpan<char> pattern, out bool hasStar)
    {
        var chunk = pattern.TrimStart('*');
        hasStar = chunk.Length < pattern.Length;
        var isInClass = false;
        var end = 0;
        for (; end < chunk.Length && (isInClass || chunk[end] != '*'); end++)
        {
            switch (chunk[end])
            {
                case '\\' when end + 1 < chunk.Length:
                    end++;
                    break;
                case '[':
                    isInClass = true;
                    break;
                case ']':
                    isInClass = false;
                    break;
            }
        }

        pattern = chunk[end..];
        return chunk[..end];
    }

    /// <summary>Whether a chunk matches the start of a name; the chunk is read to its end in any case.</summary>
    private static bool Match(ReadOnlySpan<char> chunk, ReadOnlySpan<char> name, out int taken)
    {
        taken = 0;
        var matches = true;
        for (var i = 0; i < chunk.Length;)
        {
            matches = matches && taken < name.Length;
            var character = matches ? name[taken] : '\0';
            switch (chunk[i])
            {
                case '[':
                    var isMember = ReadClass(chunk, ref i, character);
                    matches = matches && isMember;
                    break;
                case '?':
                    i++;
                    break;
                default:
                    if (chunk[i] == '\\')
                    {
                        i++;
                        Ensure(i < chunk.Length);
                    }

                    matches = matches && chunk[i] == character;
                    i++;
                    break;
            }

            taken = Math.Min(taken + 1, name.Length);
        }

        return matches;
    }

    private static bool ReadClass(ReadOnlySpan<char> chunk, ref int i, char character)
    {
        i++;
        var isNegated = i < chunk.Length && chunk[i] == '^';
        if (isNegated)
        {
            i++;
        }

        var isMember = false;
        for (var ranges = 0; ; ranges++)
        {
            if (ranges > 0 && chunk[i] == ']')
            {
                i++;
                return isMember != isNegated;
            }

            var first = ReadMember(chunk, ref i);
            var last = first;
            if (chunk[i] == '-')
            {
                i++;
                last = ReadMember(chunk, ref i);
            }

            isMember |= first <= character && character <= last;
        }
    }

    private static int ReadMember(ReadOnlySpan<char> chunk, ref int i)
    {
        Ensure(i < chunk.Length && chunk[i] is not ('-' or ']'));
        if (chunk[i] == '\\')
        {
            i++;
            Ensure(i < chunk.Length);
        }

        var isPair = char.IsHighSurrogate(chunk[i]) && i + 1 < chunk.Length && char.IsLowSurrogate(chunk[i + 1]);
        var member = isPair ? char.ConvertToUtf32(chunk[i], chunk[i + 1]) : chunk[i];
        i += isPair ? 2 : 1;

        // A member can never be the last of the pattern: the class must still be closed.
        Ensure(i < chunk.Length);
        return member;
    }

    private static void Ensure(bool isWellFormed)
    {
        if (!isWellFormed)
        {
            throw new FormatException("syntax error in pattern");
        }
    }
}
