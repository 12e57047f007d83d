using System.Diagnostics;

namespace Olympian.Docker.Tests.Support;

/// <summary>What is mounted, in this process's view of the file systems.</summary>
internal static class MountTable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Every mount, in the kernel's order: what was mounted on top of another comes later.</summary>
    // proc(5): the fifth field is the mount point, blanks in it written as \040; type and device follow a lone dash.
    public static IReadOnlyList<(string Point, string Type, string Device)> Read() =>
    [
        .. File.ReadAllLines("/proc/self/mountinfo")
            .Select(line => line.Split(' '))
            .Select(fields => (Fields: fields, Dash: Array.IndexOf(fields, "-")))
            .Select(line => (
                line.Fields[4].Replace("\\040", " ", StringComparison.Ordinal),
                line.Fields[line.Dash + 1],
                line.Fields[line.Dash + 2])),
    ];

    /// <summary>Where something is mounted at this directory or below it.</summary>
    public static IEnumerable<string> PointsBelow(string directory) => Read()
        .Select(mount => mount.Point)
        .Where(point => point == directory || point.StartsWith(directory + "/", StringComparison.Ordinal));

    /// <summary>Unmounts all of that, the latest first.</summary>
    /// <exception cref="IOException">Something is still in use after 20 s.</exception>
    public static async Task UnmountBelowAsync(string directory, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (PointsBelow(directory).LastOrDefault() is { } point)
        {
            var (exitCode, said) = await Tool.AskAsync("umount", ["--", point], cancellationToken);
            if (exitCode == 0)
            {
                continue;
            }

            // The threads of a killed process let go of their files one after the other, after the process is gone from the lists.
            if (Stopwatch.GetElapsedTime(began) > Limit)
            {
                throw new IOException($"{point} is still mounted after {Limit}: {said}");
            }

            await Task.Delay(Step, cancellationToken);
        }
    }
}
