using System.Diagnostics;

namespace Olympian.Benchmarks;

/// <summary>Runs whole processes and takes their time, from before they are started until they have ended.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>The time of one run.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0: what failed fast is not fast.</exception>
    public static async Task<Measurement> TimeAsync(string directory, IReadOnlyDictionary<string, string?> environment, params string[] command)
    {
        var began = Stopwatch.GetTimestamp();
        await OutputAsync(directory, environment, command);
        return new(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>The same by a shell, for pipes.</summary>
    public static Task<Measurement> TimeShellAsync(string directory, string script) =>
        TimeAsync(directory, new Dictionary<string, string?>(), "bash", "-c", $"set -euo pipefail; {script}");

    /// <summary>What it prints.</summary>
    public static async Task<string> OutputAsync(string directory, IReadOnlyDictionary<string, string?> environment, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var overtime = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(overtime.Token);
            var errors = process.StandardError.ReadToEndAsync(overtime.Token);
            await process.WaitForExitAsync(overtime.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
