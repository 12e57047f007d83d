using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Cake.Core;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Build.Tests.Locks;
using Olympian.Build.Tests.Packages;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Locks;

namespace Olympian.Build.Tests.Tasks;

/// <summary>What would stop a run at its last target stops it before its first: the main job with all it composes, without a docker.</summary>
[NonParallelizable] // a host sets the process's working directory
public sealed class SetupTests
{
    private string root = "";
    private StackDouble engine = new();
    private CliDouble docker = new();
    private EngineLocksDouble locks = new();
    private ProcessesDouble processes = new();

    [SetUp]
    public void Begin()
    {
        root = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "docker"));
        Directory.CreateDirectory(Path.Combine(root, "app"));
        File.WriteAllText(Path.Combine(root, "docker", "compose.yml"), "");
        File.WriteAllText(Path.Combine(root, "app", "Dockerfile"), "FROM scratch\n");
        engine = new();
        locks = new();
        processes = new();
        docker = new() { Lines = [Compose("app", 8080)] };
    }

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    private string Compose(string context, int port) => new JsonObject
    {
        ["name"] = "shop",
        ["services"] = new JsonObject
        {
            ["web"] = new JsonObject
            {
                ["build"] = new JsonObject { ["context"] = Path.Combine(root, context) },
                ["ports"] = new JsonArray(new JsonObject { ["host_ip"] = "127.0.0.1", ["published"] = $"{port}", ["target"] = 80 }),
            },
        },
    }.ToJsonString();

    // Returns what ended the run.
    private Exception? Run(params string[] arguments)
    {
        var surroundings = new Surroundings(root, root, new Dictionary<string, string> { ["DOCKER_HOST"] = "unix:///var/run/docker.sock" });
        var command = Build.Options.CommandLine.Parse(
            ["--non-interactive", "--skip-probes", .. arguments], OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings);
        var outcome = new BuildOutcome();
        using var interruption = Interruption.Listen();
        var before = Environment.CurrentDirectory;
        try
        {
            CakeHost.Create()
                .AddAssembly(typeof(BuildContext).Assembly)
                .UseContext<BuildContext>()
                .UseLifetime<BuildLifetime>()
                .ConfigureServices(services => Composition.Register(services, command.Options, surroundings, interruption, outcome))
                .ConfigureServices(services => services
                    .AddSingleton<IDockerEngine>(engine)
                    .AddSingleton<IDockerCli>(docker)
                    .AddSingleton<IEngineLocks>(locks)
                    .AddSingleton<IRunningProcesses>(processes)
                    .AddSingleton<IConsole>(new RecordingConsole()))
                .Run(command.CakeArguments);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        return outcome.Failure;
    }

    private void AssertNothingWasTouched() =>
        Assert.That(
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)),
            Is.EquivalentTo(new[] { Path.Combine("docker", "compose.yml"), Path.Combine("app", "Dockerfile") }));

    [Test]
    public void Stops_when_no_engine_answers()
    {
        engine.Info = null;

        Assert.That(Run("--target=QuickDockerMulti")?.Message, Does.Contain("The Docker engine does not answer."));
        AssertNothingWasTouched();
    }

    [TestCase(null, "2.26.1", "The docker command has no buildx plugin.")]
    [TestCase("0.13.1", null, "The docker command has no compose v2 plugin.")]
    public void Stops_when_a_plugin_is_missing(string? buildx, string? compose, string message)
    {
        engine.Info = engine.Info! with { BuildxVersion = buildx, ComposeVersion = compose };

        Assert.That(Run("--target=QuickDockerMulti")?.Message, Does.Contain(message)
            .And.Contain("./build.sh --target=QuickDockerMulti --bootstrap"));
        AssertNothingWasTouched();
    }

    [TestCase("0.12.1")]
    [TestCase("v0.11.2-desktop.5")]
    public void Stops_when_buildx_cannot_tell_what_it_does(string buildx)
    {
        engine.Info = engine.Info! with { BuildxVersion = buildx };

        Assert.That(Run("--target=QuickDockerMulti")?.Message, Is.EqualTo(
            "The docker command's buildx plugin is too old.\n"
            + $"Expected buildx 0.13 or newer, which records what a build does; found {buildx}.\n"
            + "Install a newer one: ./build.sh --target=QuickDockerMulti --bootstrap"));
        AssertNothingWasTouched();
    }

    [TestCase("0.13.1+ds1")]
    [TestCase("v0.17.1-desktop.1")]
    [TestCase("v1.0.0")]
    [TestCase("a build of one's own")]
    public void Goes_on_with_a_buildx_that_can(string buildx)
    {
        engine.Info = engine.Info! with { BuildxVersion = buildx };
        docker.Lines = [Compose("nowhere", 8080)];

        Assert.That(Run("--target=QuickDockerMulti")?.Message, Does.Contain("cannot be read."));
    }

    [Test]
    public void Stops_when_the_source_is_not_there()
    {
        docker.Lines = [Compose("nowhere", 8080)];

        Assert.That(Run("--target=QuickDockerMulti")?.Message, Does.Contain(
            $"The build context '{Path.Combine(root, "nowhere")}' cannot be read."));
        AssertNothingWasTouched();
    }

    [Test]
    public void Stops_when_the_port_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        docker.Lines = [Compose("app", port)];

        Assert.That(Run("--target=QuickDockerMulti")?.Message, Does.Contain($"Port {port} on 127.0.0.1 is in use."));
        AssertNothingWasTouched();
    }

    [Test]
    public void Stops_when_another_run_works_on_the_project()
    {
        processes.Running.Add(41);
        locks.Put("olympian", ProcessesDouble.Anna());

        Assert.That(Run("--target=QuickDockerMulti")?.Message, Does.Contain("Another run works on project 'olympian'.").And.Contain("anna on build-7"));
        AssertNothingWasTouched();
        Assert.That(locks.Calls, Is.Empty);
    }

    [TestCase("QuickDockerMulti")]
    [TestCase("UpProd")]
    [TestCase("Stop")]
    public void Releases_the_lock_when_the_run_fails(string target)
    {
        docker.Complaint = "it does not";

        Assert.That(Run($"--target={target}"), Is.Not.Null);
        Assert.That(locks.Calls, Is.EqualTo(new[] { "create olympian", "remove olympian" }));
    }

    [Test]
    public void Releases_the_lock_when_the_run_succeeds()
    {
        Assert.That(Run("--target=PruneImages"), Is.Null);
        Assert.That(locks.Calls, Is.EqualTo(new[] { "create olympian", "remove olympian" }));
    }

    [TestCase("--target=Status")]
    [TestCase("--target=Logs")]
    [TestCase("--target=Verify")]
    [TestCase("--target=VerifyImages")]
    [TestCase("--target=EnvMulti")]
    [TestCase("--target=QuickDockerMulti", "--dryrun")]
    [TestCase("--target=PruneImages", "--plan")]
    [TestCase("--target=CleanBuildMulti", "--plan")]
    public void Takes_no_lock_for_what_changes_nothing(params string[] arguments)
    {
        Run(arguments);

        Assert.That(locks.Calls, Is.Empty);
    }

    [TestCase("PruneImages", true)]
    [TestCase("CleanBuildMulti", true)]
    [TestCase("UpProd", false)]
    [TestCase("BuildProdUltraClean", false)]
    public void Cleans_without_a_lock_that_the_engine_cannot_make_and_does_nothing_else_so(string target, bool goesOn)
    {
        var failure = DockerCommandFailure.Exited(new("container", "create"), 1, "no space left on device");
        locks.OnFind = () => throw failure;

        Assert.That(Run($"--target={target}") == failure, Is.EqualTo(!goesOn));
    }

    [Test]
    public void Stops_a_run_that_loses_its_lock()
    {
        // The lock is gone before the first sign of life, which finds it so.
        locks.OnBeat = () => locks.RemoveAsync(locks.Standing.Single().Id, default);

        Assert.That(Run("--target=UpProd"), Is.InstanceOf<LockLost>());
    }

    [TestCase(".env")]
    [TestCase(".env.build")]
    [TestCase("artifacts/base-images.shop.env")]
    [TestCase("artifacts/logs/20260101-100000-aaaa.log")]
    [TestCase("artifacts/releases/shop-20260101-100000-aaaa.json")]
    [TestCase("artifacts/runs/20260101-100000-aaaa.json")]
    [TestCase("artifacts/fingerprints/0123456789abcdef")]
    [TestCase("backups/shop.tar")]
    public void Takes_away_what_a_killed_run_was_writing(string file)
    {
        // No process has this number: it is above what a kernel gives.
        var left = Path.Combine(root, $"{file}.{int.MaxValue}.0123abcd.tmp");
        Directory.CreateDirectory(Path.GetDirectoryName(left)!);
        File.WriteAllText(left, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-1));

        Assert.That(Run("--target=PruneImages"), Is.Null);
        Assert.That(left, Does.Not.Exist);
    }

    [Test]
    public void Asks_no_engine_for_what_needs_none()
    {
        engine.Info = null;

        Assert.That(Run("--target=EnvMulti"), Is.Null);
        Assert.That(docker.Commands, Is.Empty);
        Assert.That(File.ReadAllText(Path.Combine(root, ".env")), Does.Contain("DEPLOYMENT_MODE=docker-multi-host"));
    }
}
