using System.Text;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// A positional argument for a Cake.Docker alias. The addin quotes the values of its settings but appends positional arguments as
/// they are, so a path with a space would arrive as two.
/// </summary>
internal static class Positional
{
    /// <summary>
    /// Quoted by the rules by which .NET splits a command line on every platform: a backslash escapes only before a quote.
    /// </summary>
    public static string Of(string argument)
    {
        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var character in argument)
        {
            if (character == '\\')
            {
                backslashes++;
                continue;
            }

            quoted.Append('\\', character == '"' ? (backslashes * 2) + 1 : backslashes).Append(character);
            backslashes = 0;
        }

        return quoted.Append('\\', backslashes * 2).Append('"').ToString();
    }
}
