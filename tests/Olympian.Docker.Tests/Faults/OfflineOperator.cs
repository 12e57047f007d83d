using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>A person who does what an online Heal says that it cannot: stops the engine, plans, heals, starts it.</summary>
/// <param name="stack">The engine, and the project whose build host is used.</param>
internal sealed class OfflineOperator(FaultStack stack)
{
    private readonly string[] options = ["--offline", $"--data-root={stack.Engine.DataRoot}"];

    /// <summary>All of it; a plan must change nothing.</summary>
    /// <returns>What the healing printed.</returns>
    public async Task<string> HealAsync(params string[] more)
    {
        await stack.Engine.StopAsync();
        var before = await ListingAsync();
        var plan = await HostAsync(["--plan", .. more]);
        Assert.That(plan.ExitCode, Is.Zero, plan.Output);
        Assert.That(await ListingAsync(), Is.EqualTo(before), "a plan changes nothing");

        var healed = await HostAsync(more);
        Assert.That(healed.ExitCode, Is.Zero, healed.Output);
        Assert.That(healed.Output, Does.Contain("SUCCESS: "));
        await stack.Engine.StartAsync();
        return healed.Output;
    }

    /// <summary>Runs <c>Heal --offline</c>, whatever the engine does.</summary>
    public Task<Ended> HostAsync(params string[] more) => stack.Stack.RunAsync("Heal", [.. options, .. more]);

    /// <summary>Puts back what the last healing took. The engine must be stopped.</summary>
    public Task PutBackAsync() => Tool.RunAsync("sh", [Path.Combine(Backups()[^1], "put-back.sh")], CancellationToken.None);

    /// <summary>The backups' directories, the oldest first.</summary>
    public IReadOnlyList<string> Backups() =>
        [.. Directory.EnumerateDirectories(stack.Engine.DataRoot, "olympian-backup-*").Order(StringComparer.Ordinal)];

    /// <summary>
    /// Everything in the data root but backups: path, kind, mode, owner, and of files size, time and target. Two of these differ when anything was touched.
    /// </summary>
    public async Task<IReadOnlyList<string>> ListingAsync() =>
    [
        .. (await Tool.RunAsync(
            "find",
            [
                stack.Engine.DataRoot, "-path", "*/olympian-backup-*", "-prune", "-o", "-type", "d", "-printf", @"%P d %m %U %G\n",
                "-o", "-printf", @"%P %y %m %U %G %s %T@ %l\n",
            ],
            CancellationToken.None)).Split('\n').Order(StringComparer.Ordinal),
    ];
}
