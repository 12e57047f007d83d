using System.Globalization;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Docker.Tests.Support;

namespace Olympian.Benchmarks.Benches;

/// <summary>Looking into every byte of an image, against the engine giving it away: on an engine of its own.</summary>
internal sealed class Verification : IBench
{
    private const long Megabyte = 1_000_000;
    private const int Layers = 4;

    public string Name => "verification";

    public async Task<IReadOnlyList<Standing>> RunAsync(string root, Action<string> tell)
    {
        await using var engine = await TestEngine.StartNewAsync();
        var standings = new List<Standing>();

        var several = await MakeAsync(engine, "several", Layers, 1_000 * Megabyte);
        standings.AddRange(await new Contest(
            "an image of 1 GB, 4 layers",
            [
                Saving(engine, several, 1_000 * Megabyte),
                Looking(engine, Way.Store, several, 1_000 * Megabyte) with { GoalRatio = 1 / 0.95 },
                Looking(engine, Way.Save, several, 1_000 * Megabyte) with { GoalRatio = 1 / 0.95 },
                Looking(engine, Way.RootFs, several, 1_000 * Megabyte),
            ])
        { Rounds = 3 }.RunAsync(tell));

        foreach (var way in (Way[])[Way.Store, Way.Save])
        {
            var sizes = new List<Contender>();
            foreach (var megabytes in (int[])[50, 500, 5_000])
            {
                var image = await MakeAsync(engine, $"one-{megabytes}", 1, megabytes * Megabyte);
                sizes.Add(Looking(engine, way, image, megabytes * Megabyte) with
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"{megabytes:n0} MB, {way.Word()}"),
                    GoalRatio = megabytes == 50 ? null : megabytes / 50,
                    GoalPeak = 100 * Megabyte,
                });
            }

            standings.AddRange(await new Contest($"an image of one layer, {way.Word()}", sizes) { Rounds = 2 }.RunAsync(tell));
        }

        return standings;
    }

    private static Contender Saving(TestEngine engine, string image, long bytes) => new(
        "docker save > /dev/null", () => Command.TimeShellAsync(engine.Directory, $"'{engine.DockerCommand}' save '{image}' > /dev/null"))
    { Bytes = bytes };

    private static Contender Looking(TestEngine engine, Way way, string image, long bytes) => new(
        $"verification, {way.Word()}",
        () => Case.InChildAsync("verify", engine.DockerCommand, engine.Host, engine.Directory, way.ToString(), image))
    { Bytes = bytes };

    private static async Task<string> MakeAsync(TestEngine engine, string name, int layers, long bytes)
    {
        var tag = $"bench:{name}";
        if (await engine.Facts.FindImageAsync(tag, default) is { } there)
        {
            return there.Id;
        }

        using var context = new Scratch();
        for (var layer = 0; layer < layers; layer++)
        {
            SourceFiles.Write(Path.Combine(context.Path, $"{layer}"), 100, bytes / layers);
        }

        await File.WriteAllLinesAsync(
            Path.Combine(context.Path, "Dockerfile"),
            Enumerable.Range(0, layers).Select(layer => $"COPY {layer} /{layer}").Prepend("FROM scratch"));
        await engine.Docker.RunAsync(new DockerCommand("build", "--quiet", "--tag", tag, context.Path) { Timeout = TimeSpan.FromMinutes(10) }, default);
        return (await engine.Facts.FindImageAsync(tag, default))!.Id;
    }
}
