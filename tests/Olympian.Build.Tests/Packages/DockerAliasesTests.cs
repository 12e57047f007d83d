using Cake.Core;
using Cake.Docker;

namespace Olympian.Build.Tests.Packages;

/// <summary>The command lines of published Cake.Docker 1.5.0, verbatim, its oddities included: the build relies on them.</summary>
public sealed class DockerAliasesTests
{
    private static TestCaseData Line(string expected, Action<ICakeContext> run) => new TestCaseData(expected, run).SetArgDisplayNames(expected);

    private static TestCaseData[] CommandLines =>
    [
        Line("docker image build \".\"", context => context.DockerBuild(".")),
        Line("docker image build \"my context\"", context => context.DockerBuild("my context")),
        Line("docker image build \"my context\"", context => context.DockerBuild("\"my context\"")),
        Line(
            "docker image build --build-arg \"A=1\" --build-arg \"B=x y\" --disable-content-trust=False --file \"a/Dockerfile\" " +
            "--label \"k=v\" --no-cache --pull --rm=True --tag \"one:1\" --tag \"two:2\" \"ctx\"",
            context => context.DockerBuild(
                new DockerImageBuildSettings
                {
                    BuildArg = ["A=1", "B=x y"],
                    DisableContentTrust = false,
                    File = "a/Dockerfile",
                    Label = ["k=v"],
                    NoCache = true,
                    Pull = true,
                    Rm = true,
                    Tag = ["one:1", "two:2"],
                },
                "ctx")),
        Line("docker buildx build .", context => context.DockerBuildXBuild(".")),
        Line(
            "docker buildx build --annotation \"index:a=b\" --build-arg \"A=1\" --build-context \"base=docker-image://b\" --cpu-period 10 " +
            "--load --metadata-file \"m.json\" --network \"host\" --no-cache --no-cache-filter \"deps\" --output \"type=docker\" " +
            "--platform \"linux/amd64\" --progress \"plain\" --pull --secret \"id=s,env=S\" --tag \"t\" --target \"final\" .",
            context => context.DockerBuildXBuild(
                new DockerBuildXBuildSettings
                {
                    Annotation = ["index:a=b"],
                    BuildArg = ["A=1"],
                    BuildContext = ["base=docker-image://b"],
                    CpuPeriod = 10,
                    Load = true,
                    MetadataFile = "m.json",
                    Network = "host",
                    NoCache = true,
                    NoCacheFilter = ["deps"],
                    Output = ["type=docker"],
                    Platform = ["linux/amd64"],
                    Progress = "plain",
                    Pull = true,
                    Secret = ["id=s,env=S"],
                    Tag = ["t"],
                    Target = "final",
                },
                ".")),
        Line("docker buildx build my context", context => context.DockerBuildXBuild("my context")),
        Line(
            "docker buildx du --filter \"id=abc\" --verbose",
            context => context.DockerBuildXDu(new DockerBuildXDuSettings { Filter = "id=abc", Verbose = true })),
        Line("docker buildx du", context => context.DockerBuildXDu()),
        Line(
            "docker buildx prune --all --filter \"id=a|b\" --force --keep-storage \"1gb\" --verbose",
            context => context.DockerBuildXPrune(new DockerBuildXPruneSettings
            {
                All = true, Filter = "id=a|b", Force = true, KeepStorage = "1gb", Verbose = true,
            })),
        Line(
            "docker compose --env-file \"a b/.env\" --file \"one.yml\" --file \"two.yml\" --profile \"db\" --project-name \"p\" " +
            "up --detach --no-build --pull \"never\" --remove-orphans --wait --wait-timeout 90 backend frontend",
            context => context.DockerComposeUp(
                new DockerComposeUpSettings
                {
                    Detach = true, NoBuild = true, Pull = "never", RemoveOrphans = true, Wait = true, WaitTimeout = 90,
                },
                new DockerComposeSettings { EnvFile = ["a b/.env"], File = ["one.yml", "two.yml"], Profile = ["db"], ProjectName = "p" },
                "backend",
                "frontend")),
        Line("docker compose up", context => context.DockerComposeUp()),
        Line(
            "docker compose --project-name \"p\" down --remove-orphans --timeout 5",
            context => context.DockerComposeDown(
                new DockerComposeDownSettings { RemoveOrphans = true, Timeout = 5 },
                new DockerComposeSettings { ProjectName = "p" })),
        Line("docker compose down", context => context.DockerComposeDown()),
        Line(
            "docker compose --project-name \"p\" stop a b",
            context => context.DockerComposeStop(
                new DockerComposeBuildSettings(), new DockerComposeSettings { ProjectName = "p" }, "a", "b")),
        Line("docker compose start a", context => context.DockerComposeStart("a")),
        Line(
            "docker compose --project-name \"p\" restart --no-deps --timeout 3 a",
            context => context.DockerComposeRestart(
                new DockerComposeRestartSettings { NoDeps = true, Timeout = 3 }, new DockerComposeSettings { ProjectName = "p" }, "a")),
        Line(
            "docker compose rm --force --stop a",
            context => context.DockerComposeRm(new DockerComposeRmSettings { Force = true, Stop = true }, null, "a")),
        Line(
            "docker compose ps --all --filter status=running --filter status=exited --format \"json\" a",
            context => context.DockerComposePs(
                new DockerComposePsSettings { All = true, Filter = ["status=running", "status=exited"], Format = "json" }, null, "a")),
        Line(
            "docker compose --ansi \"never\" logs --follow --no-color --tail \"20\" --timestamps",
            context => context.DockerComposeLogs(
                new DockerComposeLogsSettings { Follow = true, NoColor = true, Tail = "20", Timestamps = true },
                new DockerComposeSettings { Ansi = "never" })),
        Line("docker compose pull --quiet a", context => context.DockerComposePull(new DockerComposePullSettings { Quiet = true }, null, "a")),
        Line(
            "docker compose build --build-arg \"A=1\" --no-cache --pull a",
            context => context.DockerComposeBuild(
                new DockerComposeBuildSettings { BuildArg = ["A=1"], NoCache = true, Pull = true }, null, "a")),
        Line("docker pull node:22", context => context.DockerPull("node:22")),
        Line(
            "docker pull --platform \"linux/arm64\" node:22",
            context => context.DockerPull(new DockerImagePullSettings { Platform = "linux/arm64" }, "node:22")),
        Line("docker tag sha256:ab p/a:1", context => context.DockerTag("sha256:ab", "p/a:1")),
        Line("docker rmi a b", context => context.DockerRmi("a", "b")),
        Line("docker rmi --force --no-prune a", context => context.DockerRemove(new DockerImageRemoveSettings { Force = true, NoPrune = true }, "a")),
        Line("docker rm --force --volumes a b", context => context.DockerRm(new DockerContainerRmSettings { Force = true, Volumes = true }, "a", "b")),
        Line("docker stop --time 5 a", context => context.DockerStop(new DockerContainerStopSettings { Time = 5 }, "a")),
        Line("docker version ", context => context.DockerCustomCommand("version")),
        Line("docker network  ls --quiet", context => context.DockerCustomCommand("network ls --quiet")),
        Line("docker compose up --timeout 4 --tool-timeout 0h1m30s", context => context.DockerComposeUp(
            new DockerComposeUpSettings { Timeout = 4, ToolTimeout = TimeSpan.FromSeconds(90) })),
        Line("docker rmi a", context => context.DockerRemove(null, "a")),
    ];

    [TestCaseSource(nameof(CommandLines))]
    public void Runs(string expected, Action<ICakeContext> run)
    {
        var context = new FakeContext();

        run(context);

        Assert.That(context.CommandLine, Is.EqualTo(expected));
    }

    [TestCase("plain", "\"plain\"")]
    [TestCase("two words", "\"two words\"")]
    [TestCase("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [TestCase("back\\slash", "\"back\\slash\"")]
    [TestCase("ends with \\", "\"ends with \\\\\"")]
    [TestCase("$HOME `id` 'x' *", "\"$HOME `id` 'x' *\"")]
    public void Hands_a_value_over_as_one_argument(string value, string rendered)
    {
        var context = new FakeContext();

        context.DockerBuildXBuild(new DockerBuildXBuildSettings { BuildArg = [value] }, ".");

        Assert.That(context.CommandLine, Is.EqualTo($"docker buildx build --build-arg {rendered} ."));
    }

    [Test]
    public void Leaves_an_empty_value_out()
    {
        var context = new FakeContext();

        context.DockerBuildXBuild(new DockerBuildXBuildSettings { Target = string.Empty, Tag = [string.Empty] }, ".");

        Assert.That(context.CommandLine, Is.EqualTo("docker buildx build ."));
    }

    [Test]
    public void Returns_the_lines_that_docker_prints()
    {
        var context = new FakeContext { Output = ["one", "two"] };

        Assert.That(context.DockerBuildXDu(), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public void Throws_when_docker_fails()
    {
        var context = new FakeContext { ExitCode = 17 };

        Assert.That(() => context.DockerPull("node:22"), Throws.InstanceOf<CakeException>().With.Message.Contains("17"));
    }

    [Test]
    public void Refuses_to_remove_nothing() =>
        Assert.That(() => new FakeContext().DockerRm(), Throws.InstanceOf<ArgumentNullException>());
}
