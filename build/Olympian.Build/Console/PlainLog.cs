using Cake.Core.Diagnostics;

namespace Olympian.Build.Console;

/// <summary>
/// Writes lines through Cake's log as they are. Cake colours every argument of a message and reads braces as places for one; a
/// line that people watch for, or a line of a compiler's, is neither to be coloured in parts nor to be interpreted.
/// </summary>
internal static class PlainLog
{
    public static void Tell(this ICakeLog log, string line) => log.Write(Verbosity.Normal, LogLevel.Information, Escaped(line));

    public static void Warn(this ICakeLog log, string line) => log.Write(Verbosity.Minimal, LogLevel.Warning, Escaped(line));

    private static string Escaped(string line) =>
        line.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
