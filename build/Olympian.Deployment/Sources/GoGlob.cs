namespace Olympian.Deployment.Sources;

/// <summary>The syntax check of Go's <c>filepath.Match</c>, which BuildKit runs over every ignore pattern.</summary>
/// <remarks>Only its verdict on the syntax counts; BuildKit matches by other rules, see <see cref="IgnorePattern"/>.</remarks>
internal static class GoGlob
{
    /// <exception cref="FormatException">The pattern is malformed.</exception>
    public static void EnsureWellFormed(string pattern)
    {
        var runes = pattern.EnumerateRunes().Select(rune => rune.Value).ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            if (runes[i] == '\\')
            {
                i++;
                Ensure(i < runes.Length);
            }
            else if (runes[i] == '[')
            {
                i = EndOfClass(runes, i + 1);
            }
        }
    }

    private static int EndOfClass(int[] runes, int i)
    {
        if (i < runes.Length && runes[i] == '^')
        {
            i++;
        }

        for (var ranges = 0; ; ranges++)
        {
            if (ranges > 0 && i < runes.Length && runes[i] == ']')
            {
                return i;
            }

            i = AfterMember(runes, i);
            if (runes[i] == '-')
            {
                i = AfterMember(runes, i + 1);
            }
        }
    }

    private static int AfterMember(int[] runes, int i)
    {
        Ensure(i < runes.Length && runes[i] is not ('-' or ']'));
        if (runes[i] == '\\')
        {
            i++;
            Ensure(i < runes.Length);
        }

        // A member can never be the last of the pattern: the class must still be closed.
        Ensure(i + 1 < runes.Length);
        return i + 1;
    }

    private static void Ensure(bool isWellFormed)
    {
        if (!isWellFormed)
        {
            throw new FormatException("syntax error in pattern");
        }
    }
}
