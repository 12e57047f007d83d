using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>An engine whose disk is full, cannot be read, turns read-only, or loses its power.</summary>
[Parallelizable]
public sealed class LoopDiskTests
{
    private const int Megabytes = 300;

    [Test]
    public async Task Has_no_room_for_a_pull_a_build_or_even_a_removal_when_full_and_works_again_when_emptied()
    {
        const string noSpace = "no space left on device";
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var engine = await TestEngine.StartNewAsync(disk.EngineOptions);
        await using var registry = await TestRegistry.StartAsync(engine);
        var there = registry.Reference(FaultBase.Publish(registry, "there"));
        var wanted = registry.Reference(FaultBase.Publish(registry, "wanted"));
        await engine.AskAsync("image", "pull", "--quiet", there);

        await TestContext.Out.WriteLineAsync(await disk.FillAsync(freeBytes: 0));

        Assert.That(disk.FreeBytes, Is.Zero);
        await Commands.SaysAsync(engine, noSpace, "image", "pull", wanted);
        await Commands.SaysAsync(engine, noSpace, "image", "tag", there, "another:name");
        await Commands.SaveSaysAsync(engine, noSpace, there);

        // The removal fails, and the name is gone all the same, until the engine starts again.
        await Commands.SaysAsync(engine, noSpace, "image", "rm", there);
        await Commands.SaysAsync(engine, "No such image", "image", "inspect", there);
        Assert.ThrowsAsync<EngineDidNotStartException>(() => engine.RestartAsync());

        disk.Empty();
        await engine.StartAsync();
        await Commands.SaysAsync(engine, null, "image", "inspect", there);
        await Commands.SaysAsync(engine, null, "image", "pull", "--quiet", wanted);
    }

    [Test]
    public async Task Fails_every_reader_of_one_file_and_nobody_else_when_it_cannot_be_read()
    {
        const string inputOutput = "nput/output error";
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var engine = await TestEngine.StartNewAsync(disk.EngineOptions);
        await using var registry = await TestRegistry.StartAsync(engine);
        var image = FaultBase.Publish(registry, "unreadable");
        var reference = registry.Reference(image);
        await engine.AskAsync("image", "pull", "--quiet", reference);

        var file = new FaultSite(engine, image.ConfigDigest).Stored.FileOf(FaultBase.Large);
        await TestContext.Out.WriteLineAsync(await disk.FailReadsOfAsync(file));

        await Commands.SaysAsync(engine, null, "image", "inspect", reference);
        await Commands.SaveSaysAsync(engine, inputOutput, reference);
        string[] run = ["container", "run", "--rm", "--network=none", reference, "sha256sum"];
        await Commands.SaysAsync(engine, null, [.. run, $"/{FaultBase.Text}"]);

        // After writes too: they would make the disk longer again, and the file readable as zeros.
        await Commands.SaysAsync(engine, inputOutput, [.. run, $"/{FaultBase.Large}"]);
    }

    [Test]
    public async Task Refuses_every_change_when_it_turns_read_only_under_a_running_engine()
    {
        const string readOnly = "read-only file system";
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var engine = await TestEngine.StartNewAsync(disk.EngineOptions);
        await using var registry = await TestRegistry.StartAsync(engine);
        var there = registry.Reference(FaultBase.Publish(registry, "there"));
        var wanted = registry.Reference(FaultBase.Publish(registry, "wanted"));
        await engine.AskAsync("image", "pull", "--quiet", there);

        await TestContext.Out.WriteLineAsync(await disk.TurnReadOnlyAsync());

        await Commands.SaysAsync(engine, readOnly, "image", "pull", wanted);
        await Commands.SaysAsync(engine, readOnly, "image", "tag", there, "another:name");

        // The removal fails, and the name is gone all the same, until the engine starts again.
        await Commands.SaysAsync(engine, readOnly, "image", "rm", there);
        await Commands.SaysAsync(engine, "No such image", "image", "inspect", there);
        Assert.ThrowsAsync<EngineDidNotStartException>(() => engine.RestartAsync());

        await disk.ComeBackAsync();
        await engine.StartAsync();
        await Commands.SaysAsync(engine, null, "image", "inspect", there);
    }

    [Test]
    public async Task Leaves_an_image_of_empty_files_that_no_pull_repairs_when_the_power_fails_after_a_pull()
    {
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var engine = await TestEngine.StartNewAsync(disk.EngineOptions);
        await using var registry = await TestRegistry.StartAsync(engine);
        var reference = registry.Reference(FaultBase.Publish(registry, "power"));
        await engine.AskAsync("image", "pull", "--quiet", reference);

        await TestContext.Out.WriteLineAsync(disk.LosePower());
        await engine.KillAsync(EngineDeath.WithTheMachine);
        await disk.ComeBackAsync();
        await engine.StartAsync();

        // Where its name was lost too, the pull finds the layers "already there".
        await engine.AskAsync("image", "pull", "--quiet", reference);
        await Commands.SaysAsync(engine, "exec format error", "container", "run", "--rm", "--network=none", reference, "ls");
        await Commands.SaveSaysAsync(engine, "file integrity checksum failed", reference);
    }
}
