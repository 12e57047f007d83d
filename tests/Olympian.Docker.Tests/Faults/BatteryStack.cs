using System.Text.RegularExpressions;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// A project that is deployed among strangers and has stored a conversation. The battery damages it again and again; healed, it is
/// where the next fault is injected.
/// </summary>
internal sealed partial class BatteryStack : IAsyncDisposable
{
    /// <summary>What the application's image holds a copy of the builder base's files below.</summary>
    private const string Own = "own";

    private const string Conversation = "precious";

    /// <summary>The instruction that puts a copy of the builder base's files into a layer of the application's own.</summary>
    public const string OwnInstruction = $"COPY --from=build /{FaultBase.Data} /{Own}/{FaultBase.Data}";

    // Everything that can be damaged, as a container sees it. A directory that a build makes has the time of that build.
    private const string Listing =
        """
        cd / && find opt own -type f -exec stat -c '%n %f %u %g %h %s %Y' {} + && find opt own ! -type f -exec stat -c '%N %f %u %g' {} + &&
        find opt own -type f -exec sha256sum {} + && sha256sum app/dist/from-the-base.txt
        """;

    private readonly FaultStack stack;
    private IReadOnlyList<string> strangers = [];
    private IReadOnlyList<string> strangersAcrossARestart = [];
    private string whole = "";

    private BatteryStack(FaultStack stack) => this.stack = stack;

    public FaultStack Faults => stack;

    public TestEngine Engine => stack.Engine;

    public Stack Stack => stack.Stack;

    /// <summary>Deploys it.</summary>
    public static async Task<BatteryStack> StartAsync(TestEngineOptions? options = null, CancellationToken cancellationToken = default)
    {
        var battery = new BatteryStack(await FaultStack.StartAsync(options, cancellationToken));
        try
        {
            await battery.DeployAsync();
            return battery;
        }
        catch
        {
            await battery.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where to inject a fault.</summary>
    public async Task<FaultSite> SiteAsync(BatteryPlace place) => place switch
    {
        BatteryPlace.RuntimeBase => stack.RuntimeSite,
        BatteryPlace.BuilderBase => stack.BuilderSite,
        BatteryPlace.OwnLayer => await OwnSiteAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, "No such place."),
    };

    /// <summary>Whether the stack runs upon the base as the registry's name leads to it, and not upon a copy that healing made.</summary>
    public async Task<bool> StandsOnTheBaseAsync()
    {
        var layers = await LayersOfAsync($"{Stack.Name}-web");
        return stack.RuntimeBase.Layers.Select(layer => layer.DiffId).SequenceEqual(layers.Take(stack.RuntimeBase.Layers.Count));
    }

    /// <summary>What verifying found, in every way that is possible.</summary>
    public async Task<IReadOnlyList<BatteryFinding>> LookAsync(params string[] options)
    {
        var ended = await Stack.RunAsync("VerifyImages", options);
        var found = ended.Lines.Select(line => Finding().Match(line)).Where(match => match.Success)
            .Select(match => new BatteryFinding(
                match.Groups["way"].Value, match.Groups["images"].Value, match.Groups["where"].Value, match.Groups["what"].Value))
            .ToArray();
        Assert.That(ended.ExitCode, Is.EqualTo(found.Length > 0 ? 1 : 0), ended.Output);
        return found;
    }

    /// <summary>The ways that found something, strongest first.</summary>
    public static string WaysOf(IEnumerable<BatteryFinding> findings)
    {
        string[] order = ["store", "save", "rootfs", "registry"];
        var ways = findings.Select(finding => finding.Way).ToHashSet();
        return string.Join(", ", order.Where(ways.Contains));
    }

    /// <summary>
    /// Everything is as it was deployed: what a container sees, what is served, what was stored, and all that is somebody else's.
    /// </summary>
    /// <param name="acrossARestart">The engine was restarted since.</param>
    public async Task IsWholeAsync(bool acrossARestart = false)
    {
        var greeting = await stack.GreetingAsync();
        var conversation = await stack.ConversationAsync();
        var listing = await ListAsync();
        var theirs = await stack.Strangers.SnapshotAsync(acrossARestart);
        var expected = acrossARestart ? strangersAcrossARestart : strangers;
        Assert.Multiple(() =>
        {
            Assert.That(greeting, Is.EqualTo("hello\n"), "what is served");
            Assert.That(conversation, Is.EqualTo(Conversation), "what was stored");
            Assert.That(listing, Is.EqualTo(whole), "what a container sees");
            Assert.That(theirs, Is.EqualTo(expected), "what is somebody else's");
        });
        strangers = await stack.Strangers.SnapshotAsync();
    }

    /// <summary>What was deployed answers, and has what was stored.</summary>
    public async Task ServesAsync()
    {
        Assert.That(await stack.GreetingAsync(), Is.EqualTo("hello\n"), "what is served");
        Assert.That(await stack.ConversationAsync(), Is.EqualTo(Conversation), "what was stored");
    }

    /// <summary>Another project on the same engine, with an application of its own.</summary>
    public async Task<Stack> AnotherProjectAsync()
    {
        var other = await Stack.CreateOnAsync(
            Engine.Access,
            [
                $"--node-image={stack.Registry.Reference(stack.BuilderBase)}",
                $"--nginx-image={stack.Registry.Reference(stack.RuntimeBase)}",
            ]);
        other.Always(FaultApplication.In(other.Directory).Options);
        return other;
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    private async Task DeployAsync()
    {
        stack.Application.WriteDockerfile(OwnInstruction);
        await stack.PullBasesAsync();
        var theirs = FaultBase.Publish(stack.Registry, "theirs");
        await Engine.AskAsync("image", "pull", "--quiet", stack.Registry.Reference(theirs));
        await stack.Strangers.MoveInAsync(stack.Registry.Reference(theirs));
        await Stack.DoAsync("QuickDockerMulti");
        await stack.StoreConversationAsync(Conversation);
        whole = await ListAsync();
        strangers = await stack.Strangers.SnapshotAsync();
        strangersAcrossARestart = await stack.Strangers.SnapshotAsync(acrossARestart: true);
    }

    private async Task<FaultSite> OwnSiteAsync()
    {
        var image = (await Stack.InspectAsync("container", $"{Stack.Name}-web")).GetProperty("Image").GetString()!;
        var site = new FaultSite(Engine, image) { Under = Own };
        var layers = site.Store.LayersOf(image);
        return site with { Layer = Enumerable.Range(0, layers.Count).Single(i => Directory.Exists(layers[i].FileOf(Own))) };
    }

    private async Task<IReadOnlyList<string>> LayersOfAsync(string container)
    {
        var image = (await Stack.InspectAsync("container", container)).GetProperty("Image").GetString()!;
        return
        [
            .. (await Stack.InspectAsync("image", image)).GetProperty("RootFS").GetProperty("Layers").EnumerateArray()
                .Select(layer => layer.GetString()!),
        ];
    }

    private Task<string> ListAsync() => Engine.AskAsync("container", "exec", $"{Stack.Name}-web", "sh", "-c", Listing.ReplaceLineEndings(" "));

    [GeneratedRegex(@"^DAMAGED (?<images>.+?): (?<where>layer \d+ of \d+ \(.*?\)|one of \d+ layers|the image): (?<what>.*) \((?<way>\w+)\)$")]
    private static partial Regex Finding();
}
