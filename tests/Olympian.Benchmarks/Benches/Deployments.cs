namespace Olympian.Benchmarks.Benches;

/// <summary>
/// The sample's deployment by this build, against the Makefile's commands and against compose's own, each on an engine of its own: the Makefile's
/// clean-up would empty the other's build cache.
/// </summary>
internal sealed class Deployments : IBench
{
    public string Name => "deployments";

    public async Task<IReadOnlyList<Standing>> RunAsync(string root, Action<string> tell)
    {
        var standings = new List<Standing>();
        await using var ours = await Deployment.StartAsync();
        await using var theirs = await Deployment.StartAsync();

        standings.AddRange(await new Contest(
            "ultra-clean build, first on an engine",
            [
                new("Makefile: down, rmi, builder prune, build", () => theirs.MakefileAsync()),
                new("BuildProdUltraClean", () => ours.TargetAsync("BuildProdUltraClean")),
            ])
        { Rounds = 1, WarmsUp = false }.RunAsync(tell));
        standings.AddRange(await new Contest(
            "ultra-clean build, repeated",
            [
                new("Makefile: down, rmi, builder prune, build", () => theirs.MakefileAsync()),
                new("BuildProdUltraClean", () => ours.TargetAsync("BuildProdUltraClean")) { GoalRatio = 0.5 },
            ])
        { Rounds = 4, WarmsUp = false }.RunAsync(tell));

        await theirs.ComposeUpAsync();
        await ours.TargetAsync("QuickDockerMulti");
        standings.AddRange(await new Contest(
            "deploy again, nothing changed",
            [
                new("docker compose up -d --build", () => theirs.ComposeUpAsync()),
                new("QuickDockerMulti --fresh=proof", () => ours.TargetAsync("QuickDockerMulti", "--fresh=proof")) { GoalRatio = 1, GoalSeconds = 3 },
                new("QuickDockerMulti", () => ours.TargetAsync("QuickDockerMulti")),
            ])
        { Rounds = 5 }.RunAsync(tell));

        // The cached build of before: what follows begins where it would in a day's work.
        await ours.TargetAsync("BuildProd", "--target=UpProd");
        standings.AddRange(await new Contest(
            "a line of the page changed, until it is served",
            [
                new("docker compose up -d --build", () => theirs.ChangeAsync(theirs.ComposeUpAsync)),
                new("BuildProd, UpProd", () => ours.ChangeAsync(() => ours.TargetAsync("BuildProd", "--target=UpProd"))) { GoalRatio = 1 },
            ])
        { Rounds = 5 }.RunAsync(tell));
        return standings;
    }
}
