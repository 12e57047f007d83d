namespace Olympian.Build.Adapters;

/// <summary>The console this process was started on. Tasks write through Cake's log; this is for what stands before and after it.</summary>
internal static class Terminal
{
    /// <summary>Somebody can be asked: both directions are a terminal.</summary>
    public static bool CanAsk => !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected;

    /// <summary>Columns to fold text at; 120 where the output goes to a file or a pipe.</summary>
    public static int Width => System.Console.IsOutputRedirected ? 120 : Math.Clamp(System.Console.WindowWidth, 60, 200);

    /// <summary>
    /// Takes colours off where the output is no terminal. Cake decides by TERM alone, and a CI log or a grep for a line that people
    /// watch for would meet escape sequences.
    /// </summary>
    public static void KeepColoursToTerminals()
    {
        if (System.Console.IsOutputRedirected)
        {
            Environment.SetEnvironmentVariable("NO_COLOR", "1");
        }
    }

    /// <summary>Lets a run that is on its way out end in order when its terminal was closed.</summary>
    public static void OutliveClosing(Func<bool> isOver)
    {
        System.Console.SetOut(new LastingWriter(System.Console.Out, isOver));
        System.Console.SetError(new LastingWriter(System.Console.Error, isOver));
    }

    /// <summary>Keeps secrets off the console, whoever writes to it; to be called before anything else takes hold of it.</summary>
    public static void KeepSecretsOff()
    {
        var (output, errors) = (new ScrubbingWriter(System.Console.Out), new ScrubbingWriter(System.Console.Error));
        System.Console.SetOut(output);
        System.Console.SetError(errors);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            output.Dispose();
            errors.Dispose();
        };
    }

    public static void WriteLine(string text) => System.Console.Out.WriteLine(text);

    public static void WriteErrorLine(string text) => System.Console.Error.WriteLine(text);
}
