using System.Runtime.Versioning;

namespace Olympian.Docker.Tests.Bootstrap;

/// <summary>What docker/engine/engine.sh makes of the docker command it finds. No engine is needed.</summary>
[Platform(Exclude = "Win", Reason = "there is no bash")]
[UnsupportedOSPlatform("windows")]
public sealed class EngineScriptTests
{
    // A docker command with a running engine 26 and compose 2, and the buildx of a test.
    private const string Docker =
        """
        #!/bin/sh
        case "$*" in
            "version --format {{.Server.Version}}") echo 26.1.5 ;;
            "compose version --short") echo 2.26.1 ;;
            "buildx version") echo "$BUILDX" ;;
            *) exit 1 ;;
        esac
        """;

    private string directory = "";

    [SetUp]
    public void Begin()
    {
        directory = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        var docker = Path.Combine(directory, "docker");
        File.WriteAllText(docker, Docker);
        File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [TearDown]
    public void End() => Directory.Delete(directory, recursive: true);

    [TestCase("github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3", "running")]
    [TestCase("github.com/docker/buildx v0.30.0 1234567", "running")]
    [TestCase("github.com/docker/buildx v1.0.0 1234567", "running")]
    [TestCase("github.com/docker/buildx v0.12.1 30feaa1", "missing")]
    [TestCase("github.com/docker/buildx v0.9.1 ed00243", "missing")]
    [TestCase("", "missing")]
    public async Task Says_what_is_missing_to_a_build_that_records_itself(string buildx, string status)
    {
        var run = await ScriptRun.Of(
            Path.Combine(Support.Checkout.Original, "docker", "engine", "engine.sh"),
            ["status"],
            directory,
            new Dictionary<string, string?>
            {
                ["PATH"] = $"{directory}:{Environment.GetEnvironmentVariable("PATH")}",
                ["BUILDX"] = buildx,
                ["DOCKER_HOST"] = null,
            });

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            Assert.That(run.Output.TrimEnd(), Is.EqualTo(status));
        });
    }
}
