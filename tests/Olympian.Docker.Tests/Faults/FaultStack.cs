using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// An engine and a registry of a test's own, and a project on them that the real build host deploys as a user would: everything
/// in it may be damaged.
/// </summary>
internal sealed class FaultStack : IAsyncDisposable
{
    private int newer;

    private FaultStack(TestEngine engine, TestRegistry registry, Stack stack)
    {
        Engine = engine;
        Registry = registry;
        Stack = stack;
        Application = FaultApplication.In(stack.Directory);
        stack.Always(Application.Options);
    }

    public TestEngine Engine { get; }

    public TestRegistry Registry { get; }

    /// <summary>Runs the build host; its docker command, its HTTP client and its port are the test engine's.</summary>
    public Stack Stack { get; }

    public FaultApplication Application { get; }

    /// <summary>The engine's files.</summary>
    public EngineStore Store => new(Engine.DataRoot);

    /// <summary>The base of the builder stage, as the registry has it.</summary>
    public required PublishedImage BuilderBase { get; init; }

    /// <summary>The base of the stage that runs, as the registry has it. It shares no layer with the other.</summary>
    public required PublishedImage RuntimeBase { get; init; }

    /// <summary>Other people's things on the engine, once they moved in.</summary>
    public Strangers Strangers => field ??= new(Engine);

    /// <summary>Starts all of it; deploys nothing yet.</summary>
    public static async Task<FaultStack> StartAsync(TestEngineOptions? options = null, CancellationToken cancellationToken = default)
    {
        var engine = await TestEngine.StartNewAsync(options, cancellationToken);
        try
        {
            var registry = await TestRegistry.StartAsync(engine, cancellationToken: cancellationToken);
            var builder = FaultBase.Publish(registry, "builder");
            var runtime = FaultBase.Publish(registry, "runtime");
            var stack = await Stack.CreateOnAsync(
                engine.Access, [$"--node-image={registry.Reference(builder)}", $"--nginx-image={registry.Reference(runtime)}", "--min-free=0"]);
            return new(engine, registry, stack) { BuilderBase = builder, RuntimeBase = runtime };
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a fault of the base of the stage that runs is to be injected; the engine must have pulled it.</summary>
    public FaultSite RuntimeSite => new(Engine, RuntimeBase.ConfigDigest) { Registry = Registry, Published = RuntimeBase };

    /// <summary>Where a fault of the base of the builder stage is to be injected; the engine must have pulled it.</summary>
    public FaultSite BuilderSite => new(Engine, BuilderBase.ConfigDigest) { Registry = Registry, Published = BuilderBase };

    /// <summary>Where a cached step that is in no image can be damaged.</summary>
    public FaultSite CachedStepSite => RuntimeSite with
    {
        BuilderFile = $"build/org.olympian.project/{Stack.Name}/intermediate/step.txt",
    };

    /// <summary>Where the content of the cache mount can be damaged.</summary>
    public FaultSite CacheMountSite => RuntimeSite with { BuilderFile = $"cached-of-{Stack.Name}.txt" };

    /// <summary>Where the builder's copy of the build context can be damaged.</summary>
    public FaultSite ContextCopySite => RuntimeSite with { BuilderFile = Path.GetFileName(Application.GreetingFile) };

    /// <summary>Pulls both bases explicitly, as images with names.</summary>
    public async Task PullBasesAsync()
    {
        foreach (var image in (PublishedImage[])[BuilderBase, RuntimeBase])
        {
            await Engine.AskAsync("image", "pull", "--quiet", Registry.Reference(image));
        }
    }

    /// <summary>The registry's name for the base of the stage that runs leads to another image from now on.</summary>
    public PublishedImage PublishNewerRuntimeBase() => FaultBase.PublishAs(Registry, "runtime", $"newer-{++newer}");

    /// <summary>The registry has the base of the stage that runs as it was published first, whatever happened to its files.</summary>
    public void PublishRuntimeBaseAgain()
    {
        foreach (var digest in (string[])
            [RuntimeBase.ConfigDigest, RuntimeBase.ManifestDigest, .. RuntimeBase.Layers.Select(layer => layer.BlobDigest)])
        {
            File.Delete(Registry.Storage.BlobFile(digest));
        }

        var again = FaultBase.Publish(Registry, "runtime");
        Assert.That(again.ManifestDigest, Is.EqualTo(RuntimeBase.ManifestDigest));
    }

    /// <summary>Stores a conversation in the application's volume.</summary>
    public Task StoreConversationAsync(string text) =>
        Engine.AskAsync(
            "container", "exec", $"{Stack.Name}-web", "sh", "-c", "printf %s \"$1\" > /data/conversation.txt && sync", "sh", text);

    /// <summary>The conversation, as the published port serves it.</summary>
    public Task<string> ConversationAsync() => Stack.Http.GetStringAsync("/data/conversation.txt");

    /// <summary>The greeting, as the published port serves it.</summary>
    public Task<string> GreetingAsync() => Stack.Http.GetStringAsync("/greeting.txt");

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await Registry.DisposeAsync();
        await Engine.DisposeAsync();
    }
}
