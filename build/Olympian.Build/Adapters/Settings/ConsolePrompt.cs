using System.Text;
using Olympian.Build.Options;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Settings;

/// <summary>Asks on the terminal this process was started on.</summary>
/// <remarks>
/// Each question waits on a thread of its own, so that Ctrl-C, which <see cref="Interruption"/> turns into a token, ends it at
/// once. A secret is read key by key: the echo is off from the first question for a secret until the process ends or starts a
/// child, and .NET puts the terminal back then, after a signal too.
/// </remarks>
/// <param name="cancellationToken">Cancelled by Ctrl-C.</param>
public sealed class ConsolePrompt(CancellationToken cancellationToken) : ISettingsPrompt
{
    /// <summary>This prompt where the run has a person to ask; null for one that is told to ask nobody, or has no terminal.</summary>
    public ConsolePrompt? WhereSomebodyIs(RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Terminal.CanAsk && !options.NonInteractive ? this : null;
    }

    /// <inheritdoc />
    public string? Ask(string question, string defaultText)
    {
        System.Console.Write($"{question} [{defaultText}]: ");
        return Wait(System.Console.ReadLine)?.Trim();
    }

    /// <inheritdoc />
    public Secret? AskSecret(string question)
    {
        System.Console.Write($"{question} (not shown): ");
        try
        {
            return Wait(ReadHidden) is { } typed ? new Secret(typed) : null;
        }
        finally
        {
            System.Console.WriteLine();
        }
    }

    /// <inheritdoc />
    public void Explain(string reason) => System.Console.WriteLine(reason);

    private string? Wait(Func<string?> read)
    {
        var reading = Task.Run(read, CancellationToken.None);
        reading.Wait(cancellationToken);
        return reading.Result;
    }

    private static string? ReadHidden()
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = System.Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    return typed.ToString();
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when typed.Length == 0:
                    return null;
                case { Key: ConsoleKey.Backspace } when typed.Length > 0:
                    typed.Length--;
                    break;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    typed.Clear();
                    break;
                case { KeyChar: >= ' ' }:
                    typed.Append(key.KeyChar);
                    break;
            }
        }
    }
}
