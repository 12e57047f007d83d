using System.Security.Cryptography;
using System.Text.Json;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// Other people's things on an engine, standing on the very base image that ours stand on: images, a container that runs and one
/// that does not, names of their own, a volume, a network.
/// </summary>
/// <param name="engine">Where they are.</param>
internal sealed class Strangers(TestEngine engine)
{
    private const string Label = "com.example.stranger";
    private const string Volume = "their-data";
    private const string Network = "their-network";
    private const string Running = "their-server";
    private const string Stopped = "their-job";

    // Names that the patterns of the Makefile which this project replaces would have taken for ours.
    private static readonly string[] Images = ["shop/web:production", "olympian-fork/multi:1"];

    private string? baseName;

    /// <summary>Puts them there.</summary>
    /// <param name="baseImage">The image whose layers they share with us; they also have a name of their own for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task MoveInAsync(string baseImage, CancellationToken cancellationToken = default)
    {
        baseName = "their/base:kept";
        await engine.AskAsync("image", "tag", baseImage, baseName);
        await engine.AskAsync("volume", "create", "--label", $"{Label}=1", Volume);
        await engine.AskAsync("network", "create", "--label", $"{Label}=1", Network);
        foreach (var image in Images)
        {
            await engine.Docker.RunAsync(
                new("buildx", "build", "--quiet", "--network=none", "--label", $"{Label}=1", "--tag", image, "-")
                {
                    Input = $"FROM {baseImage}\nRUN echo theirs {image} > /theirs.txt\n",
                },
                cancellationToken);
        }

        await engine.AskAsync(
            "container", "run", "--detach", "--name", Running, "--label", $"{Label}=1", "--init", "--stop-timeout", "1",
            "--network", Network, "--restart", "always", "--volume", $"{Volume}:/data", Images[0],
            "sh", "-c", "test -f /data/conversation.txt || echo precious > /data/conversation.txt; sync; exec sleep 86400");
        await engine.AskAsync(
            "container", "run", "--name", Stopped, "--label", $"{Label}=1", "--network=none", Images[1],
            "sh", "-c", "echo result > /result.txt");
        while (!File.Exists(Path.Combine(VolumeDirectory, "conversation.txt")))
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>
    /// What is there now, a line for each thing. Compare two of these: what is not in both was touched.
    /// </summary>
    /// <param name="acrossARestart">
    /// The engine is or was started anew in between: when their container was started then says nothing.
    /// </param>
    public async Task<IReadOnlyList<string>> SnapshotAsync(bool acrossARestart = false)
    {
        var lines = new List<string>();
        foreach (var image in Images.Append(baseName!))
        {
            lines.Add($"image {image}: {await FactsAsync("image", image, facts => facts.GetProperty("Id").GetString()!)}");
        }

        foreach (var container in (string[])[Running, Stopped])
        {
            lines.Add($"container {container}: {await FactsAsync("container", container, facts =>
            {
                var state = facts.GetProperty("State");
                var started = acrossARestart ? "some time" : state.GetProperty("StartedAt").GetString();
                return $"{facts.GetProperty("Id")} of {facts.GetProperty("Image")}, {state.GetProperty("Status")}, started at {started}";
            })}");
        }

        lines.Add($"network {Network}: {await FactsAsync("network", Network, facts => facts.GetProperty("Id").GetString()!)}");
        lines.AddRange(Directory.Exists(VolumeDirectory)
            ? Directory.EnumerateFiles(VolumeDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => $"volume {Volume}: {Path.GetRelativePath(VolumeDirectory, file)} {DigestOf(file)}")
            : [$"volume {Volume}: not there"]);
        return lines;
    }

    private string VolumeDirectory => Path.Combine(engine.DataRoot, "volumes", Volume, "_data");

    private async Task<string> FactsAsync(string kind, string name, Func<JsonElement, string> facts)
    {
        var answer = await engine.Docker.AskAsync(new(kind, "inspect", name), CancellationToken.None);
        if (answer.ExitCode != 0)
        {
            return "not there";
        }

        using var json = JsonDocument.Parse(answer.StandardOutput);
        return facts(json.RootElement[0]);
    }

    private static string DigestOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..12];
}
