using System.Diagnostics;
using System.Globalization;

namespace Olympian.Benchmarks;

/// <summary>A piece of this build's code run in a process of its own, so that its memory is its own and no case warms up another.</summary>
internal static class Case
{
    /// <summary>Runs a case in a child of this program; what it counts are the case's own seconds, without the start of a process.</summary>
    /// <param name="name">The case.</param>
    /// <param name="arguments">What it works on.</param>
    public static async Task<Measurement> InChildAsync(string name, params string[] arguments)
    {
        var printed = await Command.OutputAsync(
            Environment.CurrentDirectory, new Dictionary<string, string?>(), [Environment.ProcessPath!, "--case", name, .. arguments]);
        var words = printed.TrimEnd().Split('\n')[^1].Split(' ');
        return new(double.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Runs it in this process, and prints seconds and peak memory in bytes.</summary>
    public static async Task RunAsync(string name, string[] arguments)
    {
        var work = Cases.Named(name, arguments);
        var began = Stopwatch.GetTimestamp();
        await work();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000000} {PeakBytes()}"));
    }

    // The kernel's own high-water mark of resident memory (proc(5), VmHWM).
    private static long PeakBytes() => File.ReadLines("/proc/self/status")
        .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] is var kilobytes
            ? long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024
            : 0;
}
