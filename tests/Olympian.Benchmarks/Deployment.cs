using System.Diagnostics;
using System.Globalization;
using Olympian.Docker.Tests.Support;

namespace Olympian.Benchmarks;

/// <summary>The sample application on an engine of its own, to be deployed by this build or by docker's own commands.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private static readonly TimeSpan ServedLimit = TimeSpan.FromMinutes(3);

    private readonly TestEngine engine;
    private readonly TestRegistry registry;
    private readonly Stack stack;
    private readonly string[] bases;
    private int edits;

    private Deployment(TestEngine engine, TestRegistry registry, Stack stack, string[] bases) =>
        (this.engine, this.registry, this.stack, this.bases) = (engine, registry, stack, bases);

    private string Source => Path.Combine(stack.Checkout.Root, "docker", "sample");

    /// <summary>Starts engine and registry; deploys nothing yet.</summary>
    public static async Task<Deployment> StartAsync()
    {
        var engine = await TestEngine.StartNewAsync(new() { HasWayOut = true });
        try
        {
            var registry = await TestRegistry.StartAsync(engine, withLocalBases: true);
            // The same repositories as the machine's own registry of bases has, at another address.
            string[] bases = [.. (await Bases.OptionsAsync()).Select(option =>
            {
                var (name, image) = option.Split('=', 2) is [var left, var right] ? (left, right) : ("", "");
                return $"{name}={registry.Address}/{image.Split('/', 2)[1]}";
            })];
            return new(engine, registry, await Stack.CreateOnAsync(engine.Access, bases), bases);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a target of this build; the time is that of its whole process.</summary>
    public async Task<Measurement> TargetAsync(string target, params string[] more)
    {
        var began = Stopwatch.GetTimestamp();
        var ended = await stack.RunAsync(target, more);
        return ended.ExitCode == 0
            ? new(Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw new InvalidOperationException($"{target} ended with {ended.ExitCode}:\n{ended.Output}");
    }

    /// <summary>What the Makefile did before it called an image fresh.</summary>
    public async Task<Measurement> MakefileAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await ComposeAsync("down");
        foreach (var image in (await stack.AskAsync("image", "ls", "--quiet", "--filter", $"reference={stack.Name}/*")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await stack.AskAsync("image", "rm", "--force", image);
        }

        await stack.AskAsync("builder", "prune", "--all", "--force");
        await ComposeAsync("build", "--no-cache", "--pull");
        return new(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>What compose does by itself.</summary>
    public Task<Measurement> ComposeUpAsync() => ComposeAsync("up", "--detach", "--build");

    /// <summary>Edits a line of the page, deploys, and measures until the page has it.</summary>
    public async Task<Measurement> ChangeAsync(Func<Task<Measurement>> deploy)
    {
        var page = Path.Combine(Source, "packages", "client", "index.html");
        var mark = $"bench {++edits}";
        var text = await File.ReadAllTextAsync(page);
        var title = text.IndexOf("<title>", StringComparison.Ordinal) + "<title>".Length;
        await File.WriteAllTextAsync(page, $"{text[..title]}{mark}{text[text.IndexOf("</title>", title, StringComparison.Ordinal)..]}");

        var began = Stopwatch.GetTimestamp();
        var deploying = deploy();
        while (!await ServesAsync(mark))
        {
            if (deploying.IsFaulted || Stopwatch.GetElapsedTime(began) > ServedLimit)
            {
                await deploying;
                throw new InvalidOperationException($"The page does not say '{mark}' within {ServedLimit}.");
            }

            await Task.Delay(20);
        }

        var served = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await deploying;
        return new(served);
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        await registry.DisposeAsync();
        await engine.DisposeAsync();
    }

    private async Task<bool> ServesAsync(string mark)
    {
        try
        {
            return (await stack.Http.GetStringAsync("/")).Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private Task<Measurement> ComposeAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["COMPOSE_PROJECT_NAME"] = stack.Name,
            ["APP_PORT"] = stack.Port.ToString(CultureInfo.InvariantCulture),
            ["APP_ADDRESS"] = "127.0.0.1",
            ["SOURCE_PATH"] = Source,
            ["DOCKERFILE_DIR"] = Path.Combine(stack.Checkout.Root, "docker"),
            ["JWT_SECRET"] = new string('j', 48),
            ["SESSION_SECRET"] = new string('s', 48),
        };
        foreach (var option in bases)
        {
            environment[option.Split('=')[0].TrimStart('-').Replace('-', '_').ToUpperInvariant()] = option.Split('=', 2)[1];
        }

        return Command.TimeAsync(
            stack.Checkout.Root, environment, [engine.DockerCommand, "compose", "--file", Path.Combine(stack.Checkout.Root, "docker", "compose.yml"), .. arguments]);
    }
}
