using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Options;
using Olympian.Build.Tests.Adapters.Docker;
using Olympian.Build.Tests.Console;
using Olympian.Build.Tests.Images;
using Olympian.Build.Tests.Releases;
using Olympian.Build.Tests.Settings;
using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Adapters.Compose;

/// <summary>Every compose command, verbatim: which files it reads, which project it is, and that no secret stands in it.</summary>
public sealed class ComposeRunnerTests
{
    private static readonly ComposeProject Project = ComposeProject.Parse(RecordedText.Of("compose.json"));

    private string root = "";
    private CliDouble docker = new();
    private ProcessRunnerDouble alias = new();
    private SettingsFixture settings = new();
    private StackDouble engine = new();
    private HurriedTime time = new();

    [SetUp]
    public void Begin()
    {
        root = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "docker"));
        File.WriteAllText(Path.Combine(root, "docker", "compose.yml"), "");
        docker = new() { Lines = RecordedText.Lines("compose.json") };
        alias = new();
        settings = new();
        time = new();
        engine = new() { Store = null };
        engine.Containers.AddRange(Project.Services.Select(service => Shop.StoreContainer with
        {
            Id = service.Name,
            Labels = new Dictionary<string, string>
            {
                [ImageLabels.Project] = "demo",
                [ImageLabels.Service] = service.Name,
                [ProjectOwnership.ComposeProjectLabel] = "demo",
            },
        }));
    }

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    private ComposeRunner Runner(params string[] arguments)
    {
        var surroundings = new Surroundings(root, root, new Dictionary<string, string>());
        var options = OptionsOf(["--project-name=demo", .. arguments], surroundings);
        var reader = new DeploymentReader(new LoadSettings(settings, settings), docker, options, surroundings);
        return new(new ContextDouble(alias, new LogDouble()), reader, new BaseImages(reader, docker, surroundings), new SecretFiles(options), new EngineEndpoint(docker, surroundings), docker, new UntilWell(engine, time), surroundings);
    }

    private static RunOptions OptionsOf(string[] arguments, Surroundings surroundings) =>
        Build.Options.CommandLine.Parse(arguments, OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings).Options;

    private string CommandLineOfAlias => alias.CommandLine.Replace(root, "ROOT", StringComparison.Ordinal);

    private IEnumerable<string> Commands => docker.Commands.Select(command => command.Replace(root, "ROOT", StringComparison.Ordinal));

    private Task<StartAttempt> StartAsync(params string[] arguments) =>
        Runner(arguments).StartAsync(Project, Shop.First, TimeSpan.FromSeconds(89.5), CancellationToken.None);

    [Test]
    public async Task Starts_what_was_built_and_builds_nothing()
    {
        Assert.That((await StartAsync()).IsUp);

        Assert.That(CommandLineOfAlias, Is.EqualTo(
            "docker compose --file \"ROOT/docker/compose.yml\" --file \"ROOT/artifacts/releases/demo-20261122-140102-9f3c.compose.json\" "
            + "--project-name \"demo\" up --detach --no-build --remove-orphans"));
    }

    [Test]
    public async Task Starts_one_more_beside_the_one_that_runs()
    {
        var attempt = await Runner().StartBesideAsync(Project, Shop.First, "web", TimeSpan.FromSeconds(89.5), CancellationToken.None);

        Assert.That(attempt.IsUp);
        Assert.That(Commands.Last(), Is.EqualTo(
            "docker compose --file ROOT/docker/compose.yml --project-name demo --file ROOT/artifacts/releases/demo-20261122-140102-9f3c.compose.json "
            + "up --detach --no-build --no-deps --no-recreate --scale web=2 -- web"));
    }

    [Test]
    public async Task Starts_with_the_base_images_that_were_decided_for()
    {
        Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        File.WriteAllText(Path.Combine(root, "artifacts", "base-images.demo.env"), "NGINX_IMAGE=made-here/nginx:1\n");

        await StartAsync();

        Assert.That(alias.Variables["NGINX_IMAGE"], Is.EqualTo("made-here/nginx:1"));
    }

    [Test]
    public async Task Pins_the_release_by_the_last_file()
    {
        await StartAsync();

        Assert.That(
            File.ReadAllText(Path.Combine(root, "artifacts", "releases", $"demo-{Shop.First}.compose.json")),
            Is.EqualTo(ReleaseOverride.Of(Project, Shop.First)));
    }

    [Test]
    public async Task Takes_a_failed_start_for_an_answer()
    {
        alias.ExitCode = 1;

        Assert.That((await StartAsync()).IsUp, Is.False);
    }

    [Test]
    public async Task Waits_for_its_containers_as_long_as_it_may()
    {
        engine.Containers[^1] = engine.Containers[^1] with { Health = ContainerHealth.Starting };

        Assert.That((await StartAsync()).IsUp, Is.False);
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(89.5)));
    }

    [Test]
    public async Task Shows_what_compose_says_and_remembers_its_end()
    {
        alias.Prints = [.. Enumerable.Range(1, 70).Select(line => $"Container {line}  Starting")];
        alias.PrintsErrorsOnly = true;

        Assert.That((await StartAsync()).LastLines, Is.EqualTo(alias.Prints[10..]));
    }

    [Test]
    public async Task Reads_the_same_files_with_every_command()
    {
        File.WriteAllText(Path.Combine(root, "my stack.yml"), "");
        File.WriteAllText(Path.Combine(root, "prod.env"), "");

        await StartAsync("--compose-file=my stack.yml", "--compose-file=docker/compose.yml", "--env-file=prod.env", "--mongodb=container");

        Assert.Multiple(() =>
        {
            Assert.That(Commands, Is.EqualTo(new[]
            {
                "docker compose --file 'ROOT/my stack.yml' --file ROOT/docker/compose.yml --env-file ROOT/prod.env --project-name demo "
                + "--profile mongodb config --format json",
            }));
            Assert.That(CommandLineOfAlias, Does.StartWith(
                "docker compose --env-file \"ROOT/prod.env\" --file \"ROOT/my stack.yml\" --file \"ROOT/docker/compose.yml\" "
                + "--file \"ROOT/artifacts/releases/demo-20261122-140102-9f3c.compose.json\" --profile \"mongodb\" --project-name \"demo\" up "));
        });
    }

    [Test]
    public async Task Hands_settings_on_by_the_environment_and_never_on_the_command_line()
    {
        settings.WithEnv("JWT_SECRET=hunter2-hunter2-hunter2\nMONGODB_MODE=external\nMONGODB_URI=mongodb://me:s3cr3t-s3cr3t@db.example/x\n");

        await StartAsync("--app-port=8090");

        Assert.Multiple(() =>
        {
            Assert.That(alias.Variables["JWT_SECRET"], Is.EqualTo("hunter2-hunter2-hunter2"));
            Assert.That(alias.Variables["MONGODB_URI"], Does.Contain("s3cr3t-s3cr3t"));
            Assert.That(alias.Variables["APP_PORT"], Is.EqualTo("8090"));
            Assert.That(alias.Variables["COMPOSE_PROJECT_NAME"], Is.EqualTo("demo"));
            Assert.That(alias.Variables["SOURCE_PATH"], Is.EqualTo(Path.Combine(root, "docker", "sample")));
            Assert.That(alias.Variables["DOCKERFILE_DIR"], Is.EqualTo(Path.Combine(root, "docker")));
            Assert.That(alias.CommandLine + string.Join(' ', docker.Commands), Does.Not.Contain("hunter2").And.Not.Contain("s3cr3t"));
        });
    }

    [Test]
    public async Task Stops_without_removing()
    {
        await Runner().StopAsync(CancellationToken.None);

        Assert.That(CommandLineOfAlias, Is.EqualTo("docker compose --file \"ROOT/docker/compose.yml\" --project-name \"demo\" stop"));
    }

    [Test]
    public async Task Restarts_the_services_asked_for()
    {
        await Runner().RestartAsync(["web", "store"], CancellationToken.None);

        Assert.That(CommandLineOfAlias, Is.EqualTo("docker compose --file \"ROOT/docker/compose.yml\" --project-name \"demo\" restart web store"));
    }

    [TestCase(100, false, "--tail 100 --follow=false --")]
    [TestCase(null, true, "--tail all --follow --")]
    public async Task Shows_what_services_print(int? tail, bool follow, string options)
    {
        var lines = new List<string>();

        await Runner().LogsAsync(["web"], tail, follow, lines.Add, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(Commands.Last(), Is.EqualTo($"docker compose --file ROOT/docker/compose.yml --project-name demo logs {options} web"));
            Assert.That(lines, Is.EqualTo(docker.Lines));
        });
    }

    [Test]
    public void Refuses_a_service_there_is_not() =>
        Assert.That(() => Runner().RestartAsync(["wbe"], CancellationToken.None), Throws.TypeOf<UsageFailure>().With.Message.EqualTo(
            "Project 'demo' has no service 'wbe'. Did you mean 'web'?\nExpected one of: inline, store, web.\nSee them: ./build.sh --target=Status"));

    [Test]
    public void Refuses_a_compose_file_there_is_not() =>
        Assert.That(() => StartAsync("--compose-file=nope.yml"), Throws.TypeOf<UsageFailure>().With.Message.StartsWith(
            $"A compose file was not found.\nExpected the file {Path.Combine(root, "nope.yml")}; it does not exist."));

    [Test]
    public void Shows_what_compose_says_against_a_file_without_secrets()
    {
        settings.WithEnv("JWT_SECRET=hunter2-hunter2-hunter2\n");
        docker.Complaint = "services.web Additional property hunter2-hunter2-hunter2 is not allowed\n";

        Assert.That(() => StartAsync(), Throws.TypeOf<UsageFailure>().With.Message.EqualTo(
            $"Compose cannot read {Path.Combine(root, "docker", "compose.yml")}.\n"
            + "services.web Additional property [REDACTED] is not allowed\nMend what it names; nothing was changed."));
    }
}
