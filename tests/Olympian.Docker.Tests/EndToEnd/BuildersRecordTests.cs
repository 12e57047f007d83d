using System.Text.Json;
using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>What the builder's own record proves of a build, on the real one.</summary>
/// <remarks>In order: a build that may use no cache is told from one that may only where there is a cache.</remarks>
public sealed class BuildersRecordTests : DeployedApplication
{
    private const string Statement = "every RUN, COPY and ADD ran in this run";

    // Nothing of it changes from release to release.
    private const string Unchanging = "RUN echo 'always the same ä' > same.txt && printf 'half a'; sleep 0.2; printf ' line'";

    private string Logs => Path.Combine(Stack.Checkout.Artifacts, "logs", Release);

    private string Release => Stack.BuildArguments()["CACHE_BUST"].Split('.')[0];

    private protected override async Task PrepareAsync()
    {
        var dockerfile = await File.ReadAllTextAsync(Application.Dockerfile);
        Assert.That(dockerfile, Does.Contain("ARG BUILD_DATE\n"));
        await File.WriteAllTextAsync(
            Application.Dockerfile, dockerfile.Replace("ARG BUILD_DATE\n", $"{Unchanging}\nARG BUILD_DATE\n", StringComparison.Ordinal));
    }

    [Test, Order(1)]
    public void A_build_is_shown_in_the_lines_people_know()
    {
        var number = Deployment.Lines.Single(line => line.Contains("3/5] RUN echo 'always", StringComparison.Ordinal)).Split('#', ' ')[3];

        Assert.Multiple(() =>
        {
            Assert.That(Deployment.Output, Does.Match($@"(?m)^web \| #{number} [0-9]+\.[0-9]+ half a line$"));
            Assert.That(Deployment.Output, Does.Match($@"(?m)^web \| #{number} DONE [0-9]+\.[0-9]s$"));
            Assert.That(Deployment.Lines, Has.None.Contains("vertexes"));
            Assert.That(
                File.ReadAllText(Path.Combine(Logs, "web.log")), Does.Contain($"\n\n#{number} [build 3/5] RUN echo 'always the same ä'"));
        });
    }

    [Test, Order(2)]
    public async Task A_cached_build_takes_what_did_not_change_from_the_cache_and_claims_nothing()
    {
        await Stack.DoAsync("BuildProd");
        await Stack.DoAsync("BuildProd");

        var record = await RecordAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(
                record.Instructions.Where(instruction => instruction.Cached).Select(instruction => instruction.Text),
                Has.Member(Unchanging));
            Assert.That(record.Missing, Is.Empty);
            Assert.That(await ClaimsAsync(), Is.Empty);
        });
    }

    // Twice: what the first leaves in the cache must not be taken by the second.
    [Order(3)]
    [TestCase("BuildProdUltraClean")]
    [TestCase("BuildProdUltraClean")]
    [TestCase("BuildProdClean")]
    public async Task A_build_without_cache_proves_that_every_instruction_ran(string target)
    {
        var before = DateTimeOffset.UtcNow;
        await Stack.DoAsync(target);

        var record = await RecordAsync();
        var work = record.Instructions.Where(instruction => instruction.IsWork).ToArray();
        Assert.Multiple(async () =>
        {
            Assert.That(work, Has.Exactly(4).Items.And.All.Property("Ran").True);
            Assert.That(work.Min(instruction => instruction.Started), Is.GreaterThan(before));
            Assert.That(record.Missing, Is.Empty);
            Assert.That(await ClaimsAsync(), Has.Exactly(1).StartsWith("yes (4 of 4"));
        });
    }

    [Test, Order(4)]
    public async Task A_build_that_asks_the_registry_says_which_base_it_stood_on()
    {
        await Stack.DoAsync("BuildProdUltraClean");

        var record = await RecordAsync();
        Assert.That(record.Bases, Has.Exactly(1).Items.And.All.Property("Digest").StartsWith("sha256:"));
    }

    private async Task<BuildRecord> RecordAsync()
    {
        var progress = new BuildProgress();
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Logs, "web.progress.json")))
        {
            progress.Read(line);
        }

        progress.End();
        return progress.Record(await File.ReadAllTextAsync(Application.Dockerfile));
    }

    // What was found of the claim, for each service it was made of.
    private async Task<IReadOnlyList<string?>> ClaimsAsync()
    {
        var file = Path.Combine(Stack.Checkout.Artifacts, "releases", $"{Stack.Name}-{Release}.built.json");
        using var built = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        return
        [
            .. built.RootElement.GetProperty("claims").EnumerateArray()
                .Where(claim => claim.GetProperty("claim").GetString() == Statement && claim.GetProperty("holds").GetBoolean())
                .Select(claim => claim.GetProperty("actual").GetString()),
        ];
    }
}
