using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

/// <summary>The first release runs and is current; the second does not come up.</summary>
public sealed class GoingBackTests
{
    private const string Again = "mend it and deploy again; or, if it only needs more time: ./build.sh --target=Rollback --release=20261123-080000-0a1b --wait-timeout=5m";

    private StackDouble engine = new();
    private RunnerDouble runner = new(() => true);
    private readonly HurriedTime time = new();

    private bool secondIsWell;
    private bool firstIsWell;

    [SetUp]
    public void Begin()
    {
        engine = new();
        engine.Images.AddRange(
        [
            Shop.Verified(Shop.First, "web", "current"), Shop.Verified(Shop.First, "worker", "current"),
            Shop.Verified(Shop.Second, "web"), Shop.Verified(Shop.Second, "worker"),
        ]);
        (secondIsWell, firstIsWell) = (false, true);
        Run(Shop.First, isWell: true);
        runner = new(() =>
        {
            var release = runner.Started[^1].Split(' ')[1];
            Run(release, isWell: release == Shop.First ? firstIsWell : secondIsWell);
            return true;
        });
    }

    private void Run(string release, bool isWell)
    {
        engine.Containers.Clear();
        engine.Containers.AddRange(engine.Images
            .Where(image => image.Labels[ImageLabels.Release] == release)
            .Select(image => Shop.Container(image) with { Health = isWell ? ContainerHealth.Healthy : ContainerHealth.Unhealthy }));
    }

    private Task<StartedRelease> StartAsync(
        ReleaseId? named = null, Func<bool>? mayGoBack = null, CancellationToken cancellationToken = default)
    {
        var answers = new ReleaseAnswers(engine);
        var switching = new SwitchTo(
            engine, new SwitchContainers(engine, runner, time), new ProveRunning(engine, answers, time), new ContainerLogs(new CliDouble()), time);
        return new StartRelease(engine, switching, new GoBack(engine, switching), new SwitchProbeDouble())
            .RunAsync(Shop.Project, named, TimeSpan.FromSeconds(120), cancellationToken, mayGoBack);
    }

    private IEnumerable<string> Starts => runner.Started.Select(start => start.Split(' ')[1]);

    [Test]
    public void Starts_the_release_again_that_ran_before_and_says_both()
    {
        var failure = Assert.ThrowsAsync<ExpectedFailure>(() => StartAsync())!;

        Assert.Multiple(() =>
        {
            Assert.That(Starts, Is.EqualTo(new[] { Shop.Second, Shop.First }));
            Assert.That(failure.WhatFailed, Is.EqualTo(
                "Release 20261123-080000-0a1b did not become healthy. Release 20261122-140102-9f3c, which ran before, runs again (20 claims checked)."));
            Assert.That(failure.ExpectedAndActual, Does.StartWith("Expected every container healthy within 120 s; found:\nshop-web: running, unhealthy"));
            Assert.That(failure.NextCommand, Is.EqualTo($"Nothing is lost: {Again}"));
            Assert.That(failure.ExitCode, Is.EqualTo(1));
        });
    }

    [Test]
    public void Remembers_in_the_engine_that_it_did_not_come_up()
    {
        Assert.ThrowsAsync<ExpectedFailure>(() => StartAsync());

        Assert.That(engine.Calls.Take(4), Is.EqualTo(new[]
        {
            "tag sha256:web-20261123-080000-0a1b shop/web:20261123-080000-0a1b.failed", "untag shop/web:20261123-080000-0a1b",
            "tag sha256:worker-20261123-080000-0a1b shop/worker:20261123-080000-0a1b.failed", "untag shop/worker:20261123-080000-0a1b",
        }));
        Assert.That(engine.Calls, Has.None.EndsWith(":current").And.None.EndsWith(":previous"));
    }

    [Test]
    public void Goes_back_though_the_engine_cannot_remember_that_it_did_not_come_up()
    {
        engine.OnTag = name =>
        {
            if (name.EndsWith(".failed", StringComparison.Ordinal))
            {
                throw new ExpectedFailure("No name was given.", null, "Look.");
            }
        };

        var failure = Assert.ThrowsAsync<ExpectedFailure>(() => StartAsync())!;

        Assert.Multiple(() =>
        {
            Assert.That(Starts, Is.EqualTo(new[] { Shop.Second, Shop.First }));
            Assert.That(failure.WhatFailed, Does.EndWith("Release 20261122-140102-9f3c, which ran before, runs again (20 claims checked)."));
            Assert.That(failure.ExpectedAndActual, Does.Contain(
                "\nRelease 20261123-080000-0a1b could not be marked as failed, so that UpProd may start it again: No name was given."));
        });
    }

    [Test]
    public void Still_says_what_the_catalogue_knows_of_what_went_wrong()
    {
        runner = new(
            () =>
            {
                var release = runner.Started[^1].Split(' ')[1];
                Run(release, isWell: true);
                return release == Shop.First;
            },
            "Error response from daemon: driver failed: Bind for 0.0.0.0:8080 failed: port is already allocated");

        var failure = Assert.ThrowsAsync<ExpectedFailure>(() => StartAsync())!;

        Assert.That(failure.NextCommand, Does.StartWith("Diagnosis: Dockerfile, context or settings. Another container or program holds the port.\n")
            .And.EndWith($"\nNothing is lost: {Again}"));
    }

    [Test]
    public async Task Starts_no_release_again_that_did_not_come_up_unless_it_is_named()
    {
        Fail(Shop.Second);

        Assert.That((await StartAsync()).Id.Value, Is.EqualTo(Shop.First));

        secondIsWell = true;
        Assert.That((await StartAsync(Shop.Arguments(Shop.Second).ReleaseId)).Id.Value, Is.EqualTo(Shop.Second));
        Assert.That(engine.Calls, Does.Contain("tag sha256:web-20261123-080000-0a1b shop/web:20261123-080000-0a1b")
            .And.Contain("untag shop/web:20261123-080000-0a1b.failed"));
    }

    [Test]
    public void Says_what_runs_when_going_back_fails_too()
    {
        firstIsWell = false;

        var failure = Assert.ThrowsAsync<ExpectedFailure>(() => StartAsync())!;

        Assert.Multiple(() =>
        {
            Assert.That(failure.WhatFailed, Is.EqualTo(
                "Release 20261123-080000-0a1b did not become healthy. And release 20261122-140102-9f3c, which ran before, could not be started again."));
            Assert.That(failure.ExpectedAndActual, Does.Contain("Going back: Release 20261122-140102-9f3c did not become healthy.").And.EndWith(
                "What is there now:\n  shop-store: running, healthy, release none\n"
                + "  shop-web: running, unhealthy, release 20261122-140102-9f3c\n  shop-worker: running, unhealthy, release 20261122-140102-9f3c"));
            Assert.That(failure.NextCommand, Is.EqualTo(
                $"No volume was touched. Try to go back again: ./build.sh --target=Rollback --release=20261122-140102-9f3c; or {Again}"));
        });
    }

    [Test]
    public void Does_not_take_for_the_one_before_what_runs_and_was_never_proven()
    {
        // What a run that was killed in the middle of its switch left running.
        Run(Shop.Second, isWell: false);

        Assert.ThrowsAsync<ExpectedFailure>(() => StartAsync());

        Assert.That(Starts, Is.EqualTo(new[] { Shop.Second, Shop.First }));
    }

    [Test]
    public void Leaves_what_did_not_come_up_to_be_looked_at_where_nothing_ran_before()
    {
        engine.Images.RemoveAll(image => image.Labels[ImageLabels.Release] == Shop.First);

        Assert.That(() => StartAsync(), Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("Release 20261123-080000-0a1b did not become healthy.\n"));

        Assert.Multiple(() =>
        {
            Assert.That(Starts, Is.EqualTo(new[] { Shop.Second }));
            Assert.That(engine.Calls, Is.Empty);
        });
    }

    [Test]
    public void Goes_back_when_it_was_interrupted_so_that_no_mixture_runs()
    {
        using var interruption = new CancellationTokenSource();
        runner = new(() =>
        {
            var release = runner.Started[^1].Split(' ')[1];
            Run(release, isWell: true);
            if (release == Shop.Second)
            {
                interruption.Cancel();
                throw new OperationCanceledException(interruption.Token);
            }

            return true;
        });

        Assert.That(() => StartAsync(null, null, interruption.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.Multiple(() =>
        {
            Assert.That(Starts, Is.EqualTo(new[] { Shop.Second, Shop.First }));
            Assert.That(engine.Calls, Has.None.EndsWith(".failed"), "it was not given the time to come up");
        });
    }

    [Test]
    public void Touches_nothing_more_when_it_was_stopped_because_the_lock_is_somebody_elses()
    {
        using var interruption = new CancellationTokenSource();
        runner = new(() =>
        {
            interruption.Cancel();
            throw new OperationCanceledException(interruption.Token);
        });

        Assert.That(() => StartAsync(null, () => false, interruption.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(Starts, Is.EqualTo(new[] { Shop.Second }));
    }

    [Test]
    public void Goes_nowhere_when_the_engine_is_gone()
    {
        runner = new(() => throw new EngineUnavailable("nothing", "start it"));

        Assert.That(() => StartAsync(), Throws.TypeOf<EngineUnavailable>());
        Assert.That(Starts, Is.EqualTo(new[] { Shop.Second }));
    }

    private void Fail(string release)
    {
        var failed = engine.Images.Where(image => image.Labels[ImageLabels.Release] == release).ToArray();
        engine.Images.RemoveAll(image => failed.Contains(image));
        engine.Images.AddRange(failed.Select(image => image with
        {
            Tags = [$"shop/{image.Labels[ImageLabels.Service]}:{release}.failed", $"shop/{image.Labels[ImageLabels.Service]}:{release}"],
        }));
    }

    /// <summary>The application answers with the release whose containers are there.</summary>
    private sealed class ReleaseAnswers(StackDouble engine) : IBuildInfoClient
    {
        public Task<BuildInfo?> AskAsync(PublishedPort port, string path, CancellationToken cancellationToken) =>
            Task.FromResult<BuildInfo?>(Shop.Answer(engine.Containers[0].Labels[ImageLabels.Release]));
    }
}
