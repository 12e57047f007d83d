using Olympian.Deployment.Images;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Images;

public sealed class DockerCommandTests
{
    [Test]
    public void Shows_itself_as_one_would_type_it() =>
        Assert.That(
            new DockerCommand("run", "--label", "a b", "it's", "", "$HOME", "*").ToString(),
            Is.EqualTo(@"docker run --label 'a b' 'it'\''s' '' '$HOME' '*'"));

    [Test]
    public void Never_shows_a_secret() =>
        Assert.That(
            new DockerCommand("login", "--password", "hunter2hunter2") { Secrets = [new("hunter2"), new("hunter2hunter2")] }.ToString(),
            Is.EqualTo("docker login --password [REDACTED]"));

    [TestCase("mongodb://root:pa%40ss@db:27017/x", "mongodb://[REDACTED]@db:27017/x")]
    [TestCase("mongodb://u:p@ss@h1,h2/x", "mongodb://[REDACTED]@h1,h2/x")]
    [TestCase("see https://token@host/path and http://plain/", "see https://[REDACTED]@host/path and http://plain/")]
    public void Never_shows_a_uris_credentials(string text, string shown) => Assert.That(CommandLine.Redact(text, []), Is.EqualTo(shown));

    [Test]
    public void Quotes_the_end_of_what_a_failed_command_said_without_secrets()
    {
        var said = string.Join('\n', Enumerable.Range(1, 100).Select(line => $"line {line} hunter2"));

        var failure = DockerCommandFailure.Exited(new DockerCommand("x") { Secrets = [new Secret("hunter2")] }, 17, said);

        Assert.Multiple(() =>
        {
            Assert.That(failure.DockerExitCode, Is.EqualTo(17));
            Assert.That(failure.ErrorTail, Has.Count.EqualTo(30));
            Assert.That(failure.ErrorTail[^1], Is.EqualTo("line 100 [REDACTED]"));
            Assert.That(failure.Message, Does.Not.Contain("hunter2"));
        });
    }
}
