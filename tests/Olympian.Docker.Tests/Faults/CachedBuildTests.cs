using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>What a cached build takes from the cache is what builds left there; what is not, runs again.</summary>
[Parallelizable]
public sealed class CachedBuildTests
{
    private const string FromTheStep = "/app/dist/greeting.txt", FromTheMount = "/app/dist/downloaded.txt";

    private static IEnumerable<TestCaseData> Damages() =>
    [
        new TestCaseData("build cache: file byte flipped", "sha256:").SetArgDisplayNames("a byte flipped in a cached step"),
        new TestCaseData("build cache: file deleted", "found nothing").SetArgDisplayNames("a file of a cached step deleted"),
    ];

    [TestCaseSource(nameof(Damages))]
    public async Task Finds_names_and_drops_a_damaged_step_and_runs_it_again(string fault, string found)
    {
        await using var stack = await FaultStack.StartAsync();
        await stack.Stack.DoAsync("BuildProd");
        await FaultTable.Named(fault).InjectAsync(stack.CachedStepSite);
        // A change behind the damaged step: without the proof, it would copy what is damaged into a new layer.
        ChangeTheLastStep(stack);

        var verified = await stack.Stack.RunAsync("VerifyImages", "--ways=cache");
        var refused = await stack.Stack.RunAsync("BuildProd", "--no-heal");
        var built = await stack.Stack.DoAsync("BuildProd");

        var finding = $"build/org.olympian.project/{stack.Stack.Name}/intermediate/step.txt: expected ";
        Assert.Multiple(async () =>
        {
            Assert.That(verified.ExitCode, Is.EqualTo(1), verified.Output);
            Assert.That(verified.Output, Does.Contain(finding).And.Contain(found).And.Contain("(cache)").And.Contain("cp greeting.txt intermediate/step.txt"));
            Assert.That(refused.ExitCode, Is.EqualTo(1), refused.Output);
            Assert.That(refused.Output, Does.Contain("The build cache of this project is damaged."));
            Assert.That(built.Output, Does.Contain("DAMAGED build cache: record ").And.Contain(finding).And.Contain("it is damaged"));
            Assert.That(await FileAsync(stack, FromTheStep), Is.EqualTo("hello\n"));
            Assert.That((await stack.Stack.DoAsync("VerifyImages", "--ways=cache")).Output, Does.Not.Contain("not proven"));
        });
        BatteryTable.Add(new(fault, "a cached step that is in no image", "cache", "dropped and run again by BuildProd"));
    }

    [Test]
    public async Task Drops_a_damaged_cache_mount_and_nobody_elses()
    {
        await using var stack = await FaultStack.StartAsync();
        await stack.Stack.DoAsync("BuildProd");
        await FaultTable.Named("build cache: file byte flipped").InjectAsync(stack.CacheMountSite);
        await File.AppendAllTextAsync(Path.Combine(stack.Application.Source, "more.txt"), "more\n");

        var built = await stack.Stack.DoAsync("BuildProd");

        Assert.Multiple(async () =>
        {
            Assert.That(built.Output, Does.Contain("cached mount /downloads").And.Contain($"/cached-of-{stack.Stack.Name}.txt: expected sha256:"));
            Assert.That(await FileAsync(stack, FromTheMount), Is.EqualTo("hello\n"));
        });
        BatteryTable.Add(new("build cache: file byte flipped", "a cache mount", "cache", "dropped and filled again by BuildProd"));
    }

    [TestCase("BuildProdClean")]
    [TestCase("BuildProdUltraClean")]
    public async Task Takes_no_file_of_the_source_from_a_copy_that_the_builder_has(string target)
    {
        await using var stack = await FaultStack.StartAsync();
        await stack.Stack.DoAsync(target);
        await FaultTable.Named("build cache: file byte flipped").InjectAsync(stack.ContextCopySite);

        await stack.Stack.DoAsync(target);

        Assert.That(await FileAsync(stack, FromTheStep), Is.EqualTo("hello\n"));
        BatteryTable.Add(new("build cache: file byte flipped", "the builder's copy of the context", "not read", "the source is sent anew, by every build"));
    }

    [Test]
    public async Task Builds_where_no_seal_can_be_written_and_takes_nothing_from_the_cache_then()
    {
        await using var stack = await FaultStack.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(stack.Engine.DataRoot, "olympian"), "where the directory of the seals would be");

        var built = await stack.Stack.DoAsync("BuildProdUltraClean");
        var again = await stack.Stack.DoAsync("BuildProd");

        Assert.That(built.Output, Does.Match("[1-9][0-9]* records of this project's build cache could not be sealed, and the next cached build makes them anew: "));
        Assert.That(again.Output, Does.Contain("no build of this tool made it"));
        Assert.That(await FileAsync(stack, FromTheStep), Is.EqualTo("hello\n"));
    }

    [Test]
    public async Task Takes_from_the_cache_what_is_sound_and_nothing_that_nobody_sealed()
    {
        await using var stack = await FaultStack.StartAsync();
        var first = await stack.Stack.DoAsync("BuildProd");
        var second = await stack.Stack.DoAsync("BuildProd");

        var seals = Path.Combine(stack.Engine.DataRoot, "olympian", "cache-seals");
        foreach (var seal in Directory.GetFiles(seals))
        {
            File.Delete(seal);
        }

        var third = await stack.Stack.DoAsync("BuildProd");

        Assert.Multiple(() =>
        {
            Assert.That(first.Output, Does.Contain("sealed "));
            Assert.That(second.Output, Does.Contain("CACHED").And.Not.Contain("DAMAGED").And.Not.Contain("not proven"));
            Assert.That(third.Output, Does.Contain("no build of this tool made it"));
            Assert.That(third.Output, Does.Not.Match(@"\] RUN [^\n]*\n[^\n]*CACHED"));
        });
    }

    [Test]
    public async Task Refuses_to_build_upon_a_damaged_database_before_it_ends_the_engine()
    {
        await using var stack = await FaultStack.StartAsync();
        await stack.Stack.DoAsync("BuildProd");
        var database = Path.Combine(stack.Store.BuildDirectory, "snapshots.db");
        var before = await stack.Engine.ImageIdsAsync();
        var (whole, garbage) = (Path.Combine(stack.Stack.Directory, "whole.db"), Path.Combine(stack.Stack.Directory, "garbage.db"));
        await Tool.RunAsync("cp", ["--", database, whole]);
        await Tool.RunAsync("cp", ["--", database, garbage]);
        FileDamage.Garble(garbage);
        await OverwriteAsync(database, garbage);

        var refused = await stack.Stack.RunAsync("BuildProd");
        var after = await stack.Engine.ImageIdsAsync();

        // Else the engine would end while it is tidied up.
        await OverwriteAsync(database, whole);

        Assert.Multiple(() =>
        {
            Assert.That(refused.ExitCode, Is.EqualTo(1), refused.Output);
            Assert.That(after, Is.EqualTo(before).And.Not.Empty);
            Assert.That(refused.Output, Does.Contain("/buildkit/snapshots.db is damaged").And.Contain("--target=Heal --offline"));
        });
        BatteryTable.Add(new("snapshot database garbled", "the builder's database", "the look before the build", "refused before the engine ends"));
    }

    // .NET's own functions respect the engine's lock; what damages a disk does not.
    private static Task OverwriteAsync(string path, string content) =>
        Tool.RunAsync("dd", [$"if={content}", $"of={path}", "conv=notrunc", "status=none"]);

    private static void ChangeTheLastStep(FaultStack stack) => File.WriteAllText(
        stack.Application.Dockerfile,
        File.ReadAllText(stack.Application.Dockerfile).Replace("RUN cp intermediate/step.txt", "RUN true && cp intermediate/step.txt", StringComparison.Ordinal));

    private static async Task<string> FileAsync(FaultStack stack, string path)
    {
        var images = await stack.Stack.Engine.ImagesWithLabelAsync("org.olympian.project", stack.Stack.Name, default);
        var newest = images.OrderByDescending(image => image.Created).First();
        return System.Text.Encoding.UTF8.GetString((await stack.Stack.Engine.ReadImageFileAsync(newest.Id, path, default))!);
    }
}
