using System.Text;

namespace Olympian.Deployment.Diagnosis;

/// <summary>Reads from a pattern the words without which it cannot match: a search for words is many times faster than one for patterns.</summary>
/// <remarks>It knows what the catalogue's patterns use. What it does not know it skips, which costs words and never a match.</remarks>
public static class RequiredText
{
    /// <summary>For each alternative of the pattern, the longest text that every match of it contains; empty where there is none.</summary>
    public static IReadOnlyList<string> Of(string pattern)
    {
        var texts = new List<string>();
        var longest = "";
        var run = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '|':
                    EndRun();
                    texts.Add(longest);
                    longest = "";
                    break;
                case '(':
                    EndRun();
                    i = EndOfGroup(pattern, i);
                    break;
                case '[':
                    EndRun();
                    i = EndOfClass(pattern, i);
                    break;
                case '?' or '*' or '{':
                    // The character before it may be absent.
                    run.Length -= run.Length > 0 ? 1 : 0;
                    EndRun();
                    i = pattern[i] == '{' ? pattern.IndexOf('}', i) : i;
                    break;
                case '.' or '+' or '^' or '$' or ')':
                    EndRun();
                    break;
                case '\\' when char.IsLetterOrDigit(pattern[i + 1]):
                    EndRun();
                    i++;
                    break;
                case '\\':
                    run.Append(pattern[++i]);
                    break;
                default:
                    run.Append(pattern[i]);
                    break;
            }
        }

        EndRun();
        texts.Add(longest);
        return texts;

        void EndRun()
        {
            longest = run.Length > longest.Length ? run.ToString() : longest;
            run.Clear();
        }
    }

    private static int EndOfGroup(string pattern, int start)
    {
        var depth = 0;
        for (var i = start; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    i = EndOfClass(pattern, i);
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return i;
            }
        }

        return pattern.Length - 1;
    }

    private static int EndOfClass(string pattern, int start)
    {
        // A bracket right behind the opening one, or behind its '^', is a member.
        var i = start + (pattern[start + 1] == '^' ? 3 : 2);
        while (pattern[i] != ']')
        {
            i += pattern[i] == '\\' ? 2 : 1;
        }

        return i;
    }
}
