using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Olympian.Docker.Tests.Support;

/// <summary>A running process, watched as a person at a terminal would: what it prints, and signals.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly StringBuilder output = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly Process process;

    private HostProcess(Process process) => this.process = process;

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>What it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <param name="program">What to run.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="environment">Added to this process's environment; null takes a variable away.</param>
    /// <param name="directory">Where it is started.</param>
    /// <param name="input">What is typed at once.</param>
    public static HostProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string directory, string input = "")
    {
        // A job started in a shell's background inherits an ignored SIGINT, one started by nohup an ignored SIGHUP, and so would everything it starts.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,HUP", "--", program, .. arguments])
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

        var running = new HostProcess(new() { StartInfo = start });
        running.process.OutputDataReceived += running.Keep;
        running.process.ErrorDataReceived += running.Keep;
        running.process.Start();
        running.process.StandardInput.Write(input);
        running.process.StandardInput.Close();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits until it has printed the text.</summary>
    public async Task PrintsAsync(string text, TimeSpan limit)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.That(process.HasExited, Is.False, $"it ended without printing '{text}':\n{Output}");
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(limit), $"it did not print '{text}':\n{Output}");
            await Task.Delay(Step);
        }
    }

    /// <summary>Sends a signal, such as <c>INT</c>, to this process alone.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero);
    }

    /// <summary>Waits until it has ended; a process that does not is killed and fails the test.</summary>
    public async Task<Ended> EndAsync(TimeSpan limit)
    {
        using var overtime = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(overtime.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"It did not end within {limit}:\n{Output}");
        }

        return new(process.ExitCode, Output, Stopwatch.GetElapsedTime(started));
    }

    public void Dispose()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has ended, which is what was wanted.
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs received)
    {
        if (received.Data is { } line)
        {
            lock (output)
            {
                output.Append(line).Append('\n');
            }
        }
    }
}
