using System.Diagnostics;

namespace Olympian.Docker.Tests.Support;

/// <summary>The machine's processes.</summary>
internal static class Processes
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Waits until no process carries the mark in its command line; one that stays fails the test.</summary>
    public static async Task AreGoneAsync(string mark)
    {
        var began = Stopwatch.GetTimestamp();
        while (With(mark) is { Count: > 0 } left)
        {
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Limit), $"still there:\n{string.Join('\n', left)}");
            await Task.Delay(50);
        }
    }

    private static List<string> With(string mark)
    {
        var found = new List<string>();
        var processes = Directory.EnumerateDirectories("/proc").Where(directory => int.TryParse(Path.GetFileName(directory), out _));
        foreach (var directory in processes)
        {
            try
            {
                var command = File.ReadAllText(Path.Combine(directory, "cmdline")).Replace('\0', ' ');
                if (command.Contains(mark, StringComparison.Ordinal))
                {
                    found.Add($"{Path.GetFileName(directory)} {command}");
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }
}
