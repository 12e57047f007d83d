using System.Diagnostics;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>A run that is killed with all it started, at any moment: the same command then succeeds, and nothing is left or lost.</summary>
/// <remarks>OLYMPIAN_SUITE=full kills at 30 moments.</remarks>
public sealed class KilledRunTests : StoringApplication
{
    private const string Conversation = "does this survive?";

    private static int Kills => Suite.IsFull ? 30 : 3;

    // A build that takes long enough to be killed in its middle.
    private protected override string BuildsAlso => " && sleep 1";

    [Test]
    public async Task The_next_run_succeeds_and_nothing_is_left_or_lost()
    {
        await InContainerAsync($"printf '{Conversation}' > /data/conversation.txt && sync");
        var clock = Stopwatch.StartNew();
        await Stack.DoAsync("QuickDockerMulti", "--keep=0");
        var whole = clock.Elapsed;
        var random = Seed.Printed();
        var tried = new List<string>();

        for (var i = 0; i < Kills; i++)
        {
            // Spread over the whole run, at a moment of its own in each part.
            var moment = whole * ((i + random.NextDouble()) / Kills);
            await File.WriteAllTextAsync(Application.GreetingFile, $"greeting {i}\n");
            using (var host = Stack.Start("QuickDockerMulti", new Dictionary<string, string?>(), "--keep=0"))
            {
                await Task.Delay(moment);
                KillTree(host.Id);
                await host.EndAsync(TimeSpan.FromSeconds(10));
                tried.Add($"{moment.TotalSeconds:0.00} s ({LastTarget(host.Output)})");
            }

            foreach (var file in new[] { Stack.EnvFile, Stack.Checkout.BuildArgumentsFile }.Where(File.Exists))
            {
                Assert.That(await File.ReadAllTextAsync(file), Does.EndWith("\n"), $"{file} is whole or absent");
            }

            var again = await Stack.RunAsync("QuickDockerMulti", "--keep=0");
            Assert.That(again.ExitCode, Is.Zero, $"after a kill at {tried[^1]}:\n{again.Output}");
            await AssertNothingIsLeftAsync(i, tried[^1]);
        }

        await TestContext.Out.WriteLineAsync($"killed and survived {tried.Count} times, of {whole.TotalSeconds:0.0} s: {string.Join(", ", tried)}");
    }

    private async Task AssertNothingIsLeftAsync(int i, string moment)
    {
        var images = await Stack.ImagesAsync();
        var left = new[] { Stack.Directory, Stack.Checkout.Root, Path.Combine(Stack.Checkout.Artifacts, "logs"), Path.Combine(Stack.Checkout.Artifacts, "releases"), Path.Combine(Stack.Checkout.Artifacts, "runs") }
            .SelectMany(directory => Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories))
            .Where(entry => entry.EndsWith(".tmp", StringComparison.Ordinal) || entry.EndsWith(".context", StringComparison.Ordinal)
                || Path.GetDirectoryName(entry) == Path.Combine(Stack.Checkout.Artifacts, "runs"));
        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo($"greeting {i}\n"), moment);
            Assert.That(await InContainerAsync("cat /data/conversation.txt"), Is.EqualTo(Conversation), moment);
            Assert.That(await Stack.ContainersAsync(), Has.Count.EqualTo(1), moment);
            Assert.That(images, Has.Count.LessThanOrEqualTo(2), $"{moment}: the running and the previous release");
            Assert.That(await Stack.AskAsync("container", "ls", "--all", "--quiet", "--filter", $"name=olympian-lock-{Stack.Name}"), Is.Empty, moment);
            Assert.That(left, Is.Empty, moment);
        });
    }

    private static string LastTarget(string output) =>
        output.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line is "EnvMulti" or "CleanBuildMulti" or "GenerateBuildArgs" or "BuildProdUltraClean" or "UpProd" or "QuickDockerMulti") ?? "setup";

    // Parents first, so that none can start another after its children were looked for.
    private static void KillTree(int id)
    {
        foreach (var each in Tree(id))
        {
            using var kill = Process.Start("kill", ["-KILL", $"{each}"]);
            kill.WaitForExit();
        }
    }

    private static IEnumerable<int> Tree(int id)
    {
        yield return id;
        foreach (var child in Children(id).SelectMany(Tree))
        {
            yield return child;
        }
    }

    private static IEnumerable<int> Children(int id)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{id}/task")
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
