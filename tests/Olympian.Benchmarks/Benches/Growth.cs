using System.Globalization;
using System.Text.Json.Nodes;
using Olympian.Deployment.Runs;

namespace Olympian.Benchmarks.Benches;

/// <summary>What ten and a hundred times as much costs: nothing may grow faster than its input.</summary>
internal sealed class Growth : IBench
{
    private const int FileBytes = 4096;

    public string Name => "growth";

    public async Task<IReadOnlyList<Standing>> RunAsync(string root, Action<string> tell)
    {
        using var place = new Scratch();
        List<Contest> contests =
        [
            Of("files", [1_000, 10_000, 100_000], count => Fingerprint(place.Path, count)),
            Of("services", [2, 20, 200], count => Plan(place.Path, count)),
            Of("history lines", [1_000, 10_000, 100_000], count => History(place.Path, count)),
            Of("releases", [10, 100, 1_000], count => ["releases", count.ToString(CultureInfo.InvariantCulture)]),
        ];
        var standings = new List<Standing>();
        foreach (var contest in contests)
        {
            standings.AddRange(await contest.RunAsync(tell));
        }

        return standings;
    }

    private static Contest Of(string what, int[] counts, Func<int, string[]> prepare) => new(
        what,
        [
            .. counts.Select(count =>
            {
                var command = prepare(count);
                return new Contender(
                    string.Create(CultureInfo.InvariantCulture, $"{count:n0}"),
                    () => Case.InChildAsync(command[0], command[1..]))
                {
                    GoalRatio = count == counts[0] ? null : count / counts[0],
                };
            }),
        ])
    { Rounds = 3 };

    private static string[] Fingerprint(string place, int count)
    {
        var tree = Path.Combine(place, $"tree-{count}");
        SourceFiles.Write(tree, count, (long)count * FileBytes);
        return ["fingerprint", tree];
    }

    // As `docker compose config --format json` prints it.
    private static string[] Plan(string place, int count)
    {
        var services = new JsonObject();
        for (var i = 0; i < count; i++)
        {
            services[$"service-{i}"] = new JsonObject
            {
                ["image"] = $"bench/service-{i}",
                ["container_name"] = $"bench-service-{i}",
                ["build"] = new JsonObject
                {
                    ["context"] = "/somewhere/app",
                    ["dockerfile"] = "/somewhere/Dockerfile",
                    ["args"] = new JsonObject { ["NODE_IMAGE"] = "node:22", ["CACHE_BUST"] = "unknown" },
                },
                ["labels"] = new JsonObject { ["org.olympian.start-first"] = "true" },
                ["environment"] = new JsonObject { ["PORT"] = "4000", ["MODE"] = "bench" },
            };
        }

        var file = Path.Combine(place, $"compose-{count}.json");
        File.WriteAllText(file, new JsonObject { ["name"] = "bench", ["services"] = services }.ToJsonString());
        return ["plan", file];
    }

    private static string[] History(string place, int count)
    {
        var root = Path.Combine(place, $"history-{count}");
        Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        File.WriteAllLines(
            Path.Combine(root, "artifacts", "history.jsonl"),
            Enumerable.Range(0, count).Select(i => new RunRecord(
                $"{i}", "bench", "anna", "host", ["QuickDockerMulti"], DateTimeOffset.UnixEpoch.AddHours(i))
            {
                Duration = TimeSpan.FromSeconds(14),
                ExitCode = 0,
                Release = "20261122-140102-9f3c",
                Durations = [.. ((string[])["EnvMulti", "CleanBuildMulti", "GenerateBuildArgs", "BuildProdUltraClean", "UpProd", "QuickDockerMulti"])
                    .Select(target => (target, TimeSpan.FromSeconds(2)))],
                Removed = ["image sha256:0a1b", "build cache: 26 records"],
            }.ToLine()));
        return ["history", root];
    }
}
