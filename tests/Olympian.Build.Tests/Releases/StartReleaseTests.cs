using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class StartReleaseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private HurriedTime time = new();
    private StackDouble engine = new();
    private CliDouble docker = new();
    private RunnerDouble runner = new(() => true);
    private SwitchProbeDouble probe = new();
    private AnswerDouble application = new(Shop.Answer(Shop.Second));

    [SetUp]
    public void Begin()
    {
        time = new();
        engine = new();
        docker = new();
        probe = new();
        application = new(Shop.Answer(Shop.Second));

        // The first release runs; the second is built and verified.
        engine.Images.AddRange(
        [
            Shop.Verified(Shop.First, "web", "current"), Shop.Verified(Shop.First, "worker", "current"),
            Shop.Verified(Shop.Second, "web"), Shop.Verified(Shop.Second, "worker"),
        ]);
        Run(Shop.First);
        runner = new(() =>
        {
            Run(Shop.Second);
            return true;
        });
    }

    private void Run(string release)
    {
        engine.Containers.Clear();
        engine.Containers.AddRange(
            engine.Images.Where(image => image.Tags.Any(tag => tag.EndsWith($":{release}", StringComparison.Ordinal)))
                .Select(image => Shop.Container(image)));
    }

    // The first release of all: there is none to go back to.
    private void NothingRanBefore() => engine.Images.RemoveAll(image => image.Id.EndsWith(Shop.First, StringComparison.Ordinal));

    private Task<StartedRelease> StartAsync() => StartAsync(built: null);

    private Task<StartedRelease> StartAsync(ReleaseId? built) =>
        Start().RunAsync(Shop.Project, built, Limit, CancellationToken.None);

    private StartRelease Start()
    {
        var switching = new SwitchTo(
            engine, new SwitchContainers(engine, runner, time), new ProveRunning(engine, application, time), new ContainerLogs(docker), time);
        return new(engine, switching, new GoBack(engine, switching), probe);
    }

    [Test]
    public async Task Tells_what_clients_saw_while_it_was_switched()
    {
        probe.Sees = [new("/", 100, 0, TimeSpan.FromMilliseconds(21))];

        var started = await StartAsync();

        Assert.That(started.Gaps, Is.EqualTo(probe.Sees));
        Assert.That(probe.Calls, Is.EqualTo(new[] { "begin", "end", "dispose" }));
    }

    [Test]
    public async Task Asks_for_no_page_where_nothing_runs()
    {
        engine.Containers.Clear();
        engine.Store = null;
        runner = new(() =>
        {
            Run(Shop.Second);
            engine.Store = Shop.StoreContainer;
            return true;
        });

        await StartAsync();

        Assert.That(probe.Calls, Is.Empty);
    }

    [Test]
    public async Task Starts_what_this_run_built_though_the_engine_holds_what_looks_newer()
    {
        application = new(Shop.Answer(Shop.First));
        runner = new(() => true);

        var started = await StartAsync(Shop.Arguments(Shop.First).ReleaseId);

        Assert.Multiple(() =>
        {
            Assert.That(started.Id.Value, Is.EqualTo("20261122-140102-9f3c"));
            Assert.That(runner.Started, Is.EqualTo(new[] { "shop 20261122-140102-9f3c within 120 s" }));
        });
    }

    [Test]
    public void Starts_no_other_release_when_the_one_this_run_built_is_gone()
    {
        engine.Images.RemoveAll(image => image.Id == "sha256:web-20261123-080000-0a1b");

        Assert.That(
            () => StartAsync(Shop.Arguments(Shop.Second).ReleaseId),
            Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("Release 20261123-080000-0a1b of project 'shop' is no longer there to start."));
        Assert.That(runner.Started, Is.Empty);
    }

    [Test]
    public void Believes_the_containers_and_not_compose_when_its_wait_ran_out()
    {
        runner = new(() =>
        {
            Run(Shop.Second);
            engine.Containers[0] = engine.Containers[0] with { Health = ContainerHealth.Starting };
            return true;
        });

        Assert.That(StartAsync, Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("Release 20261123-080000-0a1b did not become healthy."));
    }

    [Test]
    public void Starts_nothing_when_somebody_moved_a_tag_of_the_release()
    {
        var web = engine.Images.Single(image => image.Id == "sha256:web-20261123-080000-0a1b");
        engine.Images.Remove(web);
        engine.Images.Add(web with { Tags = ["shop/web:current"] });
        engine.Images.Insert(0, web with { Id = "sha256:evil", Labels = new Dictionary<string, string>() });

        Assert.That(
            () => StartAsync(),
            Throws.TypeOf<ClaimsRefuted>().With.Message.Contains(
                "web: the tag shop/web:20261123-080000-0a1b names the verified image: expected sha256:web-20261123-080000-0a1b, found sha256:evil"));
        Assert.That(runner.Started, Is.Empty);
    }

    [Test]
    public async Task Starts_the_newest_and_makes_it_current_and_the_one_before_previous()
    {
        var started = await StartAsync();

        Assert.Multiple(() =>
        {
            Assert.That(started.Id.Value, Is.EqualTo("20261123-080000-0a1b"));
            Assert.That(started.Claims, Has.Count.EqualTo(20).And.All.Property("Holds").True);
            Assert.That(runner.Started, Is.EqualTo(new[] { "shop 20261123-080000-0a1b within 120 s" }));
            Assert.That(engine.Calls, Is.EqualTo(new[]
            {
                "tag sha256:web-20261122-140102-9f3c shop/web:previous",
                "tag sha256:worker-20261122-140102-9f3c shop/worker:previous",
                "tag sha256:web-20261123-080000-0a1b shop/web:current",
                "tag sha256:worker-20261123-080000-0a1b shop/worker:current",
            }));
        });
    }

    [Test]
    public async Task Gives_every_name_to_what_is_proven_though_it_was_interrupted_meanwhile()
    {
        using var interruption = new CancellationTokenSource();
        engine.OnTag = _ => interruption.Cancel();

        await Start().RunAsync(Shop.Project, null, Limit, interruption.Token);

        Assert.That(engine.Calls, Has.Count.EqualTo(4).And.All.StartsWith("tag "));
        Assert.That(runner.Started, Has.Count.EqualTo(1), "nothing is gone back from");
    }

    [Test]
    public void Gives_no_name_once_the_lock_is_somebody_elses()
    {
        using var interruption = new CancellationTokenSource();
        var held = true;
        probe.OnEnd = () =>
        {
            held = false;
            interruption.Cancel();
        };

        Assert.That(
            () => Start().RunAsync(Shop.Project, null, Limit, interruption.Token, () => held), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(engine.Calls, Is.Empty);
    }

    [Test]
    public void Does_not_go_back_from_what_is_proven_when_it_could_not_be_named()
    {
        engine.OnTag = _ => throw new ExpectedFailure("No name was given.", null, "Look.");

        Assert.That(StartAsync, Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("No name was given."));
        Assert.That(runner.Started, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Keeps_the_previous_release_when_the_current_one_is_started_again()
    {
        engine.Images.RemoveAll(image => image.Id.EndsWith(Shop.Second, StringComparison.Ordinal));
        application = new(Shop.Answer(Shop.First));
        runner = new(() => true);

        await StartAsync();

        Assert.That(engine.Calls, Has.None.Contains(":previous"));
    }

    [Test]
    public async Task Passes_over_a_release_that_is_not_whole()
    {
        engine.Images.RemoveAll(image => image.Id == $"sha256:worker-{Shop.Second}");
        engine.Images.Add(Shop.Image(Shop.Second, "worker", $"shop/worker:{Shop.Second}.candidate"));
        application = new(Shop.Answer(Shop.First));
        runner = new(() => true);

        Assert.That((await StartAsync()).Id.Value, Is.EqualTo(Shop.First));
    }

    [Test]
    public void Names_the_command_that_makes_a_release_where_there_is_none()
    {
        engine.Images.Clear();

        Assert.That(StartAsync, Throws.TypeOf<ExpectedFailure>().With.Message.EqualTo(
            "Project 'shop' has no verified release to start.\nExpected a verified image for each of: web, worker.\n"
            + "Build one: ./build.sh --target=BuildProdUltraClean"));
        Assert.That(runner.Started, Is.Empty);
    }

    [Test]
    public async Task Removes_what_an_interrupted_start_left_and_no_other_container()
    {
        engine.Containers.Add(Shop.Container(engine.Images[0], "-half-made") with { State = ContainerState.Created });
        engine.Containers.Add(Shop.Container(engine.Images[0], "-ended") with { State = ContainerState.Exited });
        engine.Containers.Add(Shop.Stranger(engine.Images[0]) with { State = ContainerState.Created });

        await StartAsync();

        Assert.That(
            engine.Calls.Where(call => call.StartsWith("remove", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "remove id-of-web-half-made" }));
    }

    [Test]
    public async Task Lets_its_own_containers_go_on_that_a_killed_backup_left_paused()
    {
        engine.Containers.Add(Shop.Container(engine.Images[0], "-still") with { State = ContainerState.Paused });
        engine.Containers.Add(Shop.Stranger(engine.Images[0]) with { State = ContainerState.Paused });

        await StartAsync();

        Assert.That(engine.Calls.Where(call => call.StartsWith("unpause", StringComparison.Ordinal)), Is.EqualTo(new[] { "unpause id-of-web-still" }));
    }

    [Test]
    public async Task Stops_and_removes_its_own_containers_that_compose_could_not_inspect_and_no_other()
    {
        engine.Containers.Add(Shop.Container(engine.Images[0], "-broken") with { State = ContainerState.Running, IsUninspectable = true });
        engine.Containers.Add(Shop.Stranger(engine.Images[0]) with { IsUninspectable = true });

        await StartAsync();

        Assert.That(
            engine.Calls.Where(call => call.Contains("id-of", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "stop id-of-web-broken", "remove id-of-web-broken" }));
    }

    [Test]
    public void Refuses_a_compose_file_without_a_service_that_is_built()
    {
        Assert.That(
            () => Start().RunAsync(Shop.Project with { Services = [Shop.Store] }, null, Limit, CancellationToken.None),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("Project 'shop' has no service that is built"));
        Assert.That(runner.Started, Is.Empty);
    }

    [Test]
    public void Leaves_current_and_previous_alone_when_something_else_answers()
    {
        NothingRanBefore();
        application = new(Shop.Answer(Shop.First));

        var failure = Assert.ThrowsAsync<ClaimsRefuted>(() => StartAsync())!;

        Assert.Multiple(() =>
        {
            Assert.That(failure.WhatFailed, Is.EqualTo("Release 20261123-080000-0a1b was started, but it is not what runs."));
            Assert.That(failure.NextCommand, Does.StartWith("No other release ran before that could be started again: the containers stay as they are, to be looked at.\n"));
            Assert.That(engine.Calls, Is.Empty);
        });
    }

    [Test]
    public void Leaves_current_and_previous_alone_when_compose_says_it_is_up_and_the_old_one_runs()
    {
        NothingRanBefore();
        runner = new(() => true);

        Assert.That(StartAsync, Throws.TypeOf<ClaimsRefuted>().With.Message.Contains(
            $"web: container's image is the release's: expected sha256:web-{Shop.Second}, found sha256:web-{Shop.First}"));
        Assert.That(engine.Calls, Is.Empty);
    }

    [Test]
    public void Names_the_container_that_is_not_well_and_shows_its_last_lines()
    {
        NothingRanBefore();
        docker.Lines = ["Error: Cannot find module 'express'", "    at {anonymous}"];
        runner = new(() =>
        {
            Run(Shop.Second);
            engine.Containers[0] = engine.Containers[0] with
            {
                State = ContainerState.Restarting,
                Health = ContainerHealth.Starting,
                ExitCode = 137,
                RestartCount = 4,
            };
            engine.Containers.Add(Shop.Stranger(engine.Images[0]) with { State = ContainerState.Exited });
            return false;
        });

        Assert.That(StartAsync, Throws.TypeOf<ExpectedFailure>().With.Message.EqualTo(
            "Release 20261123-080000-0a1b did not become healthy.\nExpected every container healthy within 120 s; found:\n"
            + "shop-web: restarting, starting, exit code 137, 4 restarts\n  Error: Cannot find module 'express'\n      at {anonymous}\n"
            + "No other release ran before that could be started again: the containers stay as they are, to be looked at.\n"
            + "See more: ./build.sh --target=Logs; give it more time: --wait-timeout=5m"));
        Assert.Multiple(() =>
        {
            Assert.That(docker.Commands, Is.EqualTo(new[] { "docker logs --tail 20 id-of-web" }));
            Assert.That(engine.Calls, Is.Empty);
        });
    }

    [Test]
    public void Gives_the_engines_reason_for_a_container_that_did_not_start()
    {
        NothingRanBefore();
        runner = new(() =>
        {
            Run(Shop.Second);
            engine.Containers[1] = engine.Containers[1] with
            {
                State = ContainerState.Created,
                Health = ContainerHealth.None,
                Error = "exec: \"node\": not found",
            };
            return false;
        });

        Assert.That(StartAsync, Throws.TypeOf<ExpectedFailure>().With.Message.Contains(
            "found:\nshop-worker: created, none: exec: \"node\": not found\n"));
    }

    [Test]
    public void Says_what_the_catalogue_knows_of_compose_s_words()
    {
        runner = new(
            () => false, "Error response from daemon: driver failed: Bind for 0.0.0.0:8080 failed: port is already allocated");

        Assert.That(StartAsync, Throws.TypeOf<ExpectedFailure>().With.Message.Contains(
            "Diagnosis: Dockerfile, context or settings. Another container or program holds the port.\nSee who: `docker ps --filter publish=PORT`"));
    }

    [Test]
    public void Points_at_compose_when_no_container_is_to_blame()
    {
        runner = new(() => false);

        Assert.That(StartAsync, Throws.TypeOf<ExpectedFailure>().With.Message.Contains("compose could not start one, and says why above."));
    }
}
