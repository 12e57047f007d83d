using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Locks;

public sealed class StackWatchTests
{
    [Test]
    public async Task Says_nothing_of_a_run_that_never_came_to_change_anything() =>
        Assert.That(await new StackWatch(new StackDouble()).AfterAsync(), Is.Null);

    [Test]
    public async Task Says_so_when_the_engine_does_not_answer_any_more()
    {
        var engine = new StackDouble();
        var watch = new StackWatch(engine);
        await watch.BeginAsync("shop", default);
        engine.OnLook = () => throw EngineLocksDouble.Unavailable;

        Assert.That(await watch.AfterAsync(), Does.StartWith("What runs could not be found out"));
    }

    [Test]
    public async Task Says_so_when_it_never_knew_what_ran()
    {
        var engine = new StackDouble { OnLook = () => throw DockerCommandFailure.Exited(new("container", "inspect"), 1, "broken") };
        var watch = new StackWatch(engine);
        await watch.BeginAsync("shop", default);

        Assert.That(await watch.AfterAsync(), Does.StartWith("What ran before is not known."));
    }
}
