using System.ComponentModel;
using System.Diagnostics;

namespace Olympian.Docker.Tests.Support;

/// <summary>Small programs of the machine's own (ip, mount, cp), run to their end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // An ordinary user's PATH lacks the sbin directories on Debian, where ip, iptables and mkfs.ext4 live.
    public static string SearchPath { get; } = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/sbin:/sbin";

    /// <summary>Runs it; returns what it printed.</summary>
    /// <exception cref="IOException">It failed, is not there, or took longer than a minute.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        var (exitCode, output) = await AskAsync(program, arguments, cancellationToken);
        return exitCode == 0 ? output
            : throw new IOException($"`{program} {string.Join(' ', arguments)}` ended with {exitCode}:\n{output}");
    }

    /// <summary>As <see cref="RunAsync"/>, with the exit code as an answer. Both output streams come back as one text.</summary>
    public static async Task<(int ExitCode, string Output)> AskAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = SearchPath;
        start.Environment["LC_ALL"] = "C.UTF-8";

        using var process = Start(start, program);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"`{program} {string.Join(' ', arguments)}` did not end within {Limit}.");
        }
    }

    /// <summary>The program's full path, or its name if it is in no directory of <see cref="SearchPath"/>.</summary>
    public static string Find(string program) => SearchPath.Split(':')
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists) ?? program;

    private static Process Start(ProcessStartInfo start, string program)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new IOException($"`{program}` cannot be run: {missing.Message}. Next: ./build.sh --target=Test --bootstrap", missing);
        }
    }
}
