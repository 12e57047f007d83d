using System.Diagnostics;
using System.Globalization;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// What an engine of a test's own has on this machine, found by its name and its directories alone: so that it can be taken away
/// also when the engine, or the test run that started it, was killed.
/// </summary>
/// <param name="name">The engine's name: of its network namespace, its cgroups, its rules in the host's packet filter.</param>
/// <param name="directory">All that is its own.</param>
/// <param name="dataRoot">Where it keeps its images, if that is elsewhere: it mounts there, and the files are another's to remove.</param>
internal sealed class EngineRemains(string name, string directory, string? dataRoot = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly NetworkNamespace network = new(name);

    /// <summary>Ends the processes of the engine, and whatever else was started in its network or its cgroups.</summary>
    /// <param name="except">Which are spared.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">One does not end within 20 s.</exception>
    public async Task KillAsync(IReadOnlyCollection<int> except, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        // Again until none is left: one that was killed may have started another a moment before.
        while ((await ProcessesAsync(cancellationToken)).Except(except).ToArray() is { Length: > 0 } processes)
        {
            if (Stopwatch.GetElapsedTime(began) > Limit)
            {
                throw new IOException($"Processes of {name} do not end: {string.Join(", ", processes)}.");
            }

            foreach (var process in processes)
            {
                Kernel.Signal(process, Kernel.SignalKill);
            }

            await Task.Delay(Step, cancellationToken);
        }
    }

    /// <summary>Unmounts what the engine mounted.</summary>
    /// <exception cref="IOException">Something is still in use.</exception>
    public async Task UnmountAsync(CancellationToken cancellationToken)
    {
        await MountTable.UnmountBelowAsync(directory, cancellationToken);
        if (dataRoot is not null)
        {
            await MountTable.UnmountBelowAsync(dataRoot, cancellationToken);
        }
    }

    /// <summary>Takes everything away but the directory, by which a later run would find what this one could not.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await KillAsync([], cancellationToken);
        await UnmountAsync(cancellationToken);
        foreach (var cgroup in Cgroups())
        {
            await RemoveCgroupAsync(cgroup, cancellationToken);
        }

        foreach (var (table, rule) in await FilterRulesAsync(cancellationToken))
        {
            await Tool.RunAsync("iptables", ["-w", "10", "-t", table, "-D", .. rule.Split(' ').Skip(1)], cancellationToken);
        }

        // By itself it would go some time after the namespace.
        if (Directory.Exists(LinkOfTheHost))
        {
            await Tool.RunAsync("ip", ["link", "delete", network.Link], cancellationToken);
        }

        if (File.Exists(network.Path))
        {
            await Tool.RunAsync("ip", ["netns", "delete", name], cancellationToken);
        }
    }

    /// <summary>One line for each thing that is there; none when nothing is.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await ProcessesAsync(cancellationToken)).Select(process => $"process {process}"),
        .. MountTable.PointsBelow(directory).Select(mount => $"mount {mount}"),
        .. dataRoot is null ? [] : MountTable.PointsBelow(dataRoot).Select(mount => $"mount {mount}"),
        .. Cgroups().Select(cgroup => $"cgroup {cgroup}"),
        .. (await FilterRulesAsync(cancellationToken)).Select(rule => $"iptables -t {rule.Table} {rule.Rule}"),
        .. new[] { network.Path, LinkOfTheHost, directory }.Where(Path.Exists),
    ];

    private string LinkOfTheHost => $"/sys/class/net/{network.Link}";

    private async Task<IReadOnlyCollection<int>> ProcessesAsync(CancellationToken cancellationToken)
    {
        var found = new SortedSet<int>();
        if (File.Exists(network.Path))
        {
            found.UnionWith(Numbers(await Tool.RunAsync("ip", ["netns", "pids", name], cancellationToken)));
        }

        // A container has a network of its own, and is known by its cgroup.
        foreach (var file in Cgroups().SelectMany(cgroup => Directory.EnumerateFiles(cgroup, "cgroup.procs", SearchOption.AllDirectories)))
        {
            try
            {
                found.UnionWith(Numbers(await File.ReadAllTextAsync(file, cancellationToken)));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // The cgroup went while we looked; a threaded one of version 2 has no list of processes.
            }
        }

        return found;
    }

    private IEnumerable<string> Cgroups() => MountTable.Read()
        .Where(mount => mount.Type is "cgroup" or "cgroup2")
        .Select(mount => Path.Combine(mount.Point, name))
        .Where(Directory.Exists);

    private async Task<IReadOnlyList<(string Table, string Rule)>> FilterRulesAsync(CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        foreach (var table in (string[])["filter", "nat"])
        {
            var rules = await Tool.RunAsync("iptables", ["-w", "10", "-t", table, "-S"], cancellationToken);
            found.AddRange(rules.Split('\n')
                .Where(rule => rule.Contains($" --comment {name} ", StringComparison.Ordinal))
                .Select(rule => (table, rule)));
        }

        return found;
    }

    private static async Task RemoveCgroupAsync(string path, CancellationToken cancellationToken)
    {
        foreach (var below in Directory.EnumerateDirectories(path))
        {
            await RemoveCgroupAsync(below, cancellationToken);
        }

        var began = Stopwatch.GetTimestamp();
        while (Directory.Exists(path))
        {
            try
            {
                // Its files are the kernel's and go with it.
                Directory.Delete(path);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(began) < Limit)
            {
                // A process that was killed is still on its way out.
                await Task.Delay(Step, cancellationToken);
            }
        }
    }

    private static IEnumerable<int> Numbers(string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => int.Parse(line, CultureInfo.InvariantCulture));
}
