using System.Text;

namespace Olympian.Build.Tests.Adapters.Docker;

/// <summary>
/// Splits a command line as .NET does on Unix before it starts a process (System.Diagnostics.Process, ParseArgumentsIntoList): the
/// rules of Windows' C runtime, where backslashes count only before a quote.
/// </summary>
internal static class ArgumentLine
{
    public static IReadOnlyList<string> Split(string line)
    {
        var arguments = new List<string>();
        for (var i = 0; i < line.Length; i++)
        {
            while (i < line.Length && line[i] is ' ' or '\t')
            {
                i++;
            }

            if (i < line.Length)
            {
                arguments.Add(Next(line, ref i));
            }
        }

        return arguments;
    }

    private static string Next(string line, ref int i)
    {
        var argument = new StringBuilder();
        var quoted = false;
        for (; i < line.Length; i++)
        {
            var backslashes = 0;
            while (i < line.Length && line[i] == '\\')
            {
                i++;
                backslashes++;
            }

            if (backslashes > 0)
            {
                var beforeQuote = i < line.Length && line[i] == '"';
                argument.Append('\\', beforeQuote ? backslashes / 2 : backslashes);
                if (beforeQuote && backslashes % 2 == 1)
                {
                    argument.Append('"');
                }
                else
                {
                    i--;
                    if (beforeQuote)
                    {
                        i++;
                        quoted = !quoted;
                    }
                }

                continue;
            }

            if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] is ' ' or '\t' && !quoted)
            {
                break;
            }
            else
            {
                argument.Append(line[i]);
            }
        }

        return argument.ToString();
    }
}
