using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Tests that need a deployed application and not the sample's size: the tiny one, deployed once by the main job.</summary>
public abstract class DeployedApplication
{
    private protected Stack Stack { get; private set; } = null!;

    private protected TinyApplication Application { get; private set; } = null!;

    /// <summary>What the main job printed.</summary>
    private protected Ended Deployment { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        Stack = await Stack.CreateAsync();
        Application = TinyApplication.In(Stack.Directory);
        Stack.Always(Application.Options);
        await PrepareAsync();
        Deployment = await Stack.DoAsync("QuickDockerMulti");
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind() => await Stack.DisposeAsync();

    /// <summary>What a fixture does before the application is deployed.</summary>
    private protected virtual Task PrepareAsync() => Task.CompletedTask;
}
