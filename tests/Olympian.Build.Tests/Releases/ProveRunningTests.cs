using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class ProveRunningTests
{
    private static readonly ImageFacts Web = Shop.Verified(Shop.First, "web");
    private static readonly ImageFacts Worker = Shop.Verified(Shop.First, "worker");

    private static readonly Release Release = ReleaseCatalogue.Of("shop", [Web, Worker], []).Releases.Single();

    private static readonly string[] AllIsWell =
    [
        "store: container runs: running",
        "store: container is healthy: healthy",
        "web: container runs: running",
        "web: container is healthy: healthy",
        $"web: container's image is the release's: {Web.Id}",
        "web: /app/build_info.txt Build Date: 2026-11-22T14:01:02Z",
        "web: /app/build_info.txt Git Commit: 9f3c2a1",
        $"web: /app/build_info.txt Source Hash: {Shop.SourceHash}",
        $"web: /app/build_info.txt Cache Bust: 20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}",
        "web: /api/build-info Build Date: 2026-11-22T14:01:02Z",
        "web: /api/build-info Git Commit: 9f3c2a1",
        $"web: /api/build-info Source Hash: {Shop.SourceHash}",
        $"web: /api/build-info Cache Bust: 20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}",
        "worker: container runs: running",
        "worker: container is healthy: healthy",
        $"worker: container's image is the release's: {Worker.Id}",
        "worker: /app/build_info.txt Build Date: 2026-11-22T14:01:02Z",
        "worker: /app/build_info.txt Git Commit: 9f3c2a1",
        $"worker: /app/build_info.txt Source Hash: {Shop.SourceHash}",
        $"worker: /app/build_info.txt Cache Bust: 20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}",
    ];

    private HurriedTime time = new();

    private static TestCaseData[] Faults =>
    [
        Fault("container runs", web => web with { State = ContainerState.Exited }),
        Fault("container runs", web => web with { State = ContainerState.Restarting }),
        Fault("container runs", web => web with { State = ContainerState.Unknown }),
        Fault("container is healthy", web => web with { Health = ContainerHealth.Unhealthy }),
        Fault("container is healthy", web => web with { Health = ContainerHealth.Starting }),
        Fault("container's image is the release's", web => web with { ImageId = "sha256:another" }),
    ];

    [SetUp]
    public void Begin() => time = new();

    private Task<IReadOnlyList<Claim>> ProveAsync(AnswerDouble application, ComposeProject? project, params ContainerFacts[] containers)
    {
        var engine = new StackDouble();
        engine.Containers.AddRange(containers);
        return new ProveRunning(engine, application, time).RunAsync(project ?? Shop.Project, Release, CancellationToken.None);
    }

    private async Task<IEnumerable<string>> RefutedAsync(AnswerDouble application, params ContainerFacts[] containers) =>
        (await ProveAsync(application, null, containers)).Where(claim => !claim.Holds).Select(claim => claim.ToString());

    [Test]
    public async Task Says_of_every_service_what_can_be_known()
    {
        var application = new AnswerDouble(Shop.Answer(Shop.First));

        var claims = await ProveAsync(application, null, Shop.Container(Web), Shop.Container(Worker));

        Assert.Multiple(() =>
        {
            Assert.That(claims.Select(claim => claim.ToString()), Is.EqualTo(AllIsWell));
            Assert.That(application.Asked, Is.EqualTo(new[] { "0.0.0.0:8080/api/build-info" }));
        });
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Finds_against(string statement, ContainerFacts web)
    {
        var claims = await ProveAsync(new(Shop.Answer(Shop.First)), null, web, Shop.Container(Worker));

        Assert.That(claims.Where(claim => !claim.Holds).Select(claim => claim.Statement), Is.EqualTo(new[] { statement }));
    }

    [Test]
    public async Task Misses_a_container_that_is_not_there() =>
        Assert.That(await RefutedAsync(new(Shop.Answer(Shop.First)), Shop.Container(Web)), Is.EqualTo(new[]
        {
            "worker: container runs: expected running, found nothing",
            $"worker: container's image is the release's: expected {Worker.Id}, found nothing",
        }));

    [Test]
    public async Task Takes_no_strangers_container_for_ours() =>
        Assert.That(
            await RefutedAsync(new(Shop.Answer(Shop.First)), Shop.Stranger(Web), Shop.Container(Worker)),
            Has.Member("web: container runs: expected running, found nothing"));

    [Test]
    public async Task Asks_nothing_of_what_compose_run_left() =>
        Assert.That(
            await RefutedAsync(
                new(Shop.Answer(Shop.First)),
                Shop.Container(Web),
                Shop.Container(Worker),
                Shop.OneOff(Worker) with { State = ContainerState.Exited, Health = ContainerHealth.Unhealthy }),
            Is.Empty);

    [Test]
    public async Task Takes_nothing_that_compose_run_left_for_a_service() =>
        Assert.That(
            await RefutedAsync(new(Shop.Answer(Shop.First)), Shop.Container(Web), Shop.OneOff(Worker)),
            Has.Member("worker: container runs: expected running, found nothing"));

    [Test]
    public async Task Finds_a_service_that_is_not_built_here_ended()
    {
        var engine = new StackDouble { Store = Shop.StoreContainer with { State = ContainerState.Exited, ExitCode = 1 } };
        engine.Containers.AddRange([Shop.Container(Web), Shop.Container(Worker)]);

        var claims = await new ProveRunning(engine, new AnswerDouble(Shop.Answer(Shop.First)), time).RunAsync(Shop.Project, Release, CancellationToken.None);

        Assert.That(claims.Where(claim => !claim.Holds).Select(claim => claim.ToString()), Is.EqualTo(new[] { "store: container runs: expected running, found exited" }));
    }

    [TestCase(0, "exited", true)]
    [TestCase(1, "exited", false)]
    [TestCase(0, "running", false)]
    public async Task Wants_a_service_that_others_wait_for_to_have_ended_well(int exitCode, string state, bool holds)
    {
        var project = Shop.Project with { Services = [Shop.Worker with { EndsByItself = true }] };
        var container = Shop.Container(Worker) with { State = Enum.Parse<ContainerState>(state, ignoreCase: true), ExitCode = exitCode };

        var claims = await ProveAsync(new(Shop.Answer(Shop.First)), project, container);

        Assert.That(claims.Single(claim => claim.Statement == "container has done its work").Holds, Is.EqualTo(holds));
    }

    [Test]
    public async Task Asks_for_no_container_of_a_service_scaled_to_none()
    {
        var claims = await ProveAsync(new(Shop.Answer(Shop.First)), Shop.Project with { Services = [Shop.Worker with { Replicas = 0 }] });

        Assert.That(claims.Select(claim => claim.ToString()), Is.EqualTo(new[] { "worker: containers: 0" }));
    }

    [Test]
    public async Task Misses_a_replica() =>
        Assert.That(
            (await ProveAsync(new(Shop.Answer(Shop.First)), Shop.Project with { Services = [Shop.Worker with { Replicas = 3 }] }, Shop.Container(Worker, "-1"), Shop.Container(Worker, "-2")))
                .Where(claim => !claim.Holds).Select(claim => claim.ToString()),
            Is.EqualTo(new[] { "worker: containers: expected 3, found 2" }));

    [Test]
    public async Task Finds_a_container_without_a_health_check_that_ends_again_and_again()
    {
        var looks = 0;
        var engine = new StackDouble();
        var worker = Shop.Container(Worker) with { Health = ContainerHealth.None };
        engine.Containers.AddRange([Shop.Container(Web), worker]);
        engine.OnLook = () =>
        {
            if (++looks == 2)
            {
                engine.Containers[1] = worker with { Started = DateTimeOffset.UnixEpoch.AddSeconds(4), RestartCount = 2 };
            }
        };

        var claims = await new ProveRunning(engine, new AnswerDouble(Shop.Answer(Shop.First)), time).RunAsync(Shop.Project, Release, CancellationToken.None);

        Assert.That(
            claims.Where(claim => !claim.Holds).Select(claim => claim.ToString()),
            Is.EqualTo(new[] { "worker: container without a health check goes on running for 10 s: expected yes, found running, 2 restarts, exit code 0" }));
    }

    [Test]
    public async Task Reads_the_containers_own_file_which_a_volume_may_keep_from_an_older_build()
    {
        var engine = new StackDouble();
        engine.Containers.AddRange([Shop.Container(Web), Shop.Container(Worker)]);
        engine.WriteFile("id-of-worker", "/app/build_info.txt", Shop.InfoFile(Shop.Second));

        var claims = await new ProveRunning(engine, new AnswerDouble(Shop.Answer(Shop.First)), time).RunAsync(Shop.Project, Release, CancellationToken.None);

        Assert.That(claims.Where(claim => !claim.Holds).Select(claim => claim.Statement), Does.Contain("/app/build_info.txt Cache Bust"));
    }

    [Test]
    public async Task Looks_at_every_replica() =>
        Assert.That(
            await RefutedAsync(
                new(Shop.Answer(Shop.First)),
                Shop.Container(Web),
                Shop.Container(Worker, "-1"),
                Shop.Container(Worker, "-2") with { State = ContainerState.Paused }),
            Is.EqualTo(new[] { "worker: containers: expected 1, found 2", "worker: container runs: expected running, found paused" }));

    [Test]
    public async Task Has_nothing_to_say_of_the_health_of_what_has_no_check()
    {
        var claims = await ProveAsync(
            new(Shop.Answer(Shop.First)), null, Shop.Container(Web), Shop.Container(Worker) with { Health = ContainerHealth.None });

        Assert.That(
            claims.Select(claim => claim.ToString()),
            Is.EqualTo(AllIsWell.Where(claim => claim != "worker: container is healthy: healthy")
                .Append("worker: container without a health check goes on running for 10 s: yes")));
    }

    [Test]
    public async Task Asks_again_until_the_answer_is_that_of_the_release()
    {
        var application = new AnswerDouble(null, Shop.Answer(Shop.Second), null, Shop.Answer(Shop.First));

        Assert.That(await RefutedAsync(application, Shop.Container(Web), Shop.Container(Worker)), Is.Empty);
        Assert.That(application.Asked, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Gives_up_when_another_build_keeps_answering()
    {
        var refuted = await RefutedAsync(new(Shop.Answer(Shop.Second)), Shop.Container(Web), Shop.Container(Worker));

        Assert.Multiple(() =>
        {
            Assert.That(refuted, Is.EqualTo(new[]
            {
                "web: /api/build-info Build Date: expected 2026-11-22T14:01:02Z, found 2026-11-23T08:00:00Z",
                $"web: /api/build-info Cache Bust: expected 20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}, "
                + $"found 20261123-080000-0a1b.9f3c2a1.{Shop.SourceHash}",
            }));
            Assert.That(time.Gone, Is.InRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(16)));
        });
    }

    [Test]
    public async Task Does_not_pass_when_nothing_answers() =>
        Assert.That(
            (await RefutedAsync(new((BuildInfo?)null), Shop.Container(Web), Shop.Container(Worker))).Count(),
            Is.EqualTo(4),
            "four lines of build information");

    [Test]
    public async Task Does_not_pass_when_there_is_no_port_to_ask()
    {
        var project = Shop.Project with { Services = [Shop.Web with { Ports = [] }] };

        var claims = await ProveAsync(new(Shop.Answer(Shop.First)), project, Shop.Container(Web));

        Assert.That(
            claims.Single(claim => !claim.Holds).ToString(),
            Is.EqualTo("web: /api/build-info can be asked: expected a published port, found nothing"));
    }

    [Test]
    public void Stops_asking_when_it_is_interrupted()
    {
        var engine = new StackDouble();
        var proof = new ProveRunning(engine, new AnswerDouble((BuildInfo?)null), time);

        Assert.That(
            () => proof.RunAsync(Shop.Project, Release, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static TestCaseData Fault(string statement, Func<ContainerFacts, ContainerFacts> spoil)
    {
        var web = spoil(Shop.Container(Web));
        return new TestCaseData(statement, web).SetArgDisplayNames(statement, $"{web.State} {web.Health}");
    }
}
