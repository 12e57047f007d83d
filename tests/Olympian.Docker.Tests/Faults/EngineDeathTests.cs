using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>What is left when an engine dies in the middle of something, and what its client says.</summary>
[Parallelizable]
public sealed class EngineDeathTests
{
    // Whether the kernel says the one or the other depends on what was on its way.
    private const string Lost = @"error reading from server: (EOF|read unix \S+: read: connection reset by peer)";

    private TestEngine engine = null!;
    private TestRegistry registry = null!;
    private string reference = null!;

    [OneTimeSetUp]
    public async Task An_engine_with_a_base()
    {
        engine = await TestEngine.StartNewAsync();
        registry = await TestRegistry.StartAsync(engine);
        reference = registry.Reference(FaultBase.Publish(registry, "base"));
        await engine.AskAsync("image", "pull", "--quiet", reference);
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind()
    {
        await registry.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Test]
    public async Task Leaves_the_command_of_a_build_running_and_mounted_when_killed_alone()
    {
        var said = await EngineDeaths.DuringRunAsync(engine, reference, "dead:run", EngineDeath.Alone);
        await engine.StartAsync();

        Assert.Multiple(() =>
        {
            Assert.That(said, Does.Match(Lost));
            Assert.That(MountTable.PointsBelow(new EngineStore(engine.DataRoot).BuildDirectory), Has.One.EndsWith("/rootfs"));
        });
        Assert.That(await engine.AskAsync("image", "ls", "--quiet", "dead:run"), Is.Empty);

        await engine.KillAsync(EngineDeath.WithTheMachine);
        Assert.That(MountTable.PointsBelow(engine.Directory), Is.Empty);
        await engine.StartAsync();
        await Commands.SaysAsync(engine, null, "container", "run", "--rm", "--network=none", reference, "true");
    }

    [Test]
    public async Task Has_no_image_and_keeps_what_was_built_when_killed_while_exporting()
    {
        var said = await EngineDeaths.DuringExportAsync(engine, reference, "dead:export", EngineDeath.Alone);
        await engine.StartAsync();

        Assert.That(said, Does.Contain("exporting layers").And.Match(Lost));
        Assert.That(await engine.AskAsync("image", "ls", "--quiet", "dead:export"), Is.Empty);
        Assert.That(await engine.AskAsync("buildx", "du"), Does.Contain("314.6MB"));
    }

    [Test]
    public async Task Pulls_again_what_it_was_pulling_when_killed()
    {
        var image = FaultBase.Publish(registry, "pulled");
        await using var relay = RegistryRelay.Start(engine, registry);

        await EngineDeaths.DuringPullAsync(engine, relay, $"{image.Name}:{image.Tag}", bytes: 1_000_000, EngineDeath.Alone);
        await engine.StartAsync();

        Assert.That(await engine.AskAsync("image", "ls", "--quiet", $"{relay.Address}/{image.Name}"), Is.Empty);
        relay.Release();
        await engine.AskAsync("image", "pull", "--quiet", $"{relay.Address}/{image.Name}:{image.Tag}");
        await Commands.SaveSaysAsync(engine, null, $"{relay.Address}/{image.Name}:{image.Tag}");
    }

    [Test]
    public async Task Survives_two_builds_and_a_prune_at_once()
    {
        var builds = (string[])["one", "other"];
        var work = Task.WhenAll(builds.Select(name => engine.Docker.AskAsync(
            new DockerCommand("buildx", "build", "--quiet", "--network=none", "--tag", $"raced:{name}", "-")
            {
                Input = $"FROM {reference}\n{string.Concat(Enumerable.Range(0, 3).Select(step => $"RUN echo {name} > /{step}\n"))}",
            },
            default)));

        Assert.That(await Pruning.WhileAsync(engine, work), Is.GreaterThan(0));
        foreach (var (name, built) in builds.Zip(await work))
        {
            await TestContext.Out.WriteLineAsync($"{name}: exit code {built.ExitCode} {built.StandardError}");
            if (built.ExitCode == 0)
            {
                await Commands.SaveSaysAsync(engine, null, $"raced:{name}");
            }
        }
    }
}
