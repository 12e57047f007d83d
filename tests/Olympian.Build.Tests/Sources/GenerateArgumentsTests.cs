using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GenerateArgumentsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 14, 1, 2, TimeSpan.Zero);

    private readonly TreeDouble _tree = new();
    private readonly FileDouble _file = new();

    [Test]
    public void Writes_what_it_returns()
    {
        var generated = Run(Service("backend"));

        Assert.That(_file.Written, Is.EqualTo(generated.Arguments));
        Assert.That(
            (generated.Arguments.BuildDate, generated.Arguments.GitCommit, generated.Arguments.CacheBust.Split('.')[2]),
            Is.EqualTo(("2026-11-22T14:01:02Z", "9f3c2a1", generated.Arguments.SourceHash)));
    }

    [Test]
    public void Reads_a_shared_context_once()
    {
        var generated = Run(Service("backend"), Service("frontend"));

        Assert.That(_tree.Reads, Is.EqualTo(new[] { "/sample under /sample/.dockerignore" }));
        Assert.That(generated.Contexts.Single().Role, Is.EqualTo("backend, frontend"));
    }

    [Test]
    public void Reads_a_shared_context_under_each_ignore_file()
    {
        _tree.OwnIgnoreFile = "/docker/frontend/Dockerfile.dockerignore";

        Run(Service("backend"), Service("frontend"));

        Assert.That(_tree.Reads, Is.EqualTo(new[]
        {
            "/sample under /sample/.dockerignore", "/sample under /docker/frontend/Dockerfile.dockerignore",
        }));
    }

    [Test]
    public void Names_additional_contexts_by_service_and_name()
    {
        var generated = Run(Service("backend") with
        {
            AdditionalContexts = new Dictionary<string, string> { ["shared"] = "/shared", ["base"] = "docker-image://node:22" },
        });

        Assert.That(generated.Contexts.Select(context => context.Role), Is.EqualTo(new[] { "backend", "backend:shared" }));
    }

    [Test]
    public void Gives_the_same_hash_for_an_inline_Dockerfile_as_for_a_file()
    {
        var inline = Run(Service("backend") with { Dockerfile = null, DockerfileInline = "abc" });
        var file = Run(Service("backend"));

        Assert.That(inline.Arguments.SourceHash, Is.EqualTo(file.Arguments.SourceHash));
    }

    [TestCase("https://github.com/some/one.git")]
    [TestCase("git@github.com:some/one.git")]
    public void Refuses_a_context_that_Docker_would_fetch(string context)
    {
        Assert.That(
            () => Run(Service("backend") with { ContextDirectory = context }),
            Throws.TypeOf<UsageFailure>().With.Message.Contains($"found '{context}'"));
        Assert.That(_file.Written, Is.Null);
    }

    private static ServiceBuild Service(string name) => new(
        name,
        "/sample",
        $"/docker/{name}/Dockerfile",
        null,
        null,
        new Dictionary<string, string?>(),
        new Dictionary<string, string>(),
        new Dictionary<string, string>(),
        [],
        null,
        [],
        []);

    private GeneratedArguments Run(params ServiceBuild[] services) =>
        new GenerateArguments(new FingerprintSource(_tree), new GitDouble(), _file, new Random(1))
            .Run(services, "/sample", Now, sourceDateEpoch: null, CancellationToken.None);

    private sealed class TreeDouble : ISourceTree
    {
        public List<string> Reads { get; } = [];

        public string? OwnIgnoreFile { get; set; }

        public string? IgnoreFileOf(string directory, string? dockerfile) =>
            dockerfile is not null && OwnIgnoreFile == dockerfile + ".dockerignore" ? OwnIgnoreFile : directory + "/.dockerignore";

        public void EnsureDirectory(string directory)
        {
            // Every directory is there.
        }

        public ContextSnapshot ReadContext(string directory, string? ignoreFile, CancellationToken cancellation)
        {
            Reads.Add($"{directory} under {ignoreFile}");
            return new(ContextDigest.Of([]), 0, 0, TimeSpan.Zero);
        }

        public string ReadDockerfile(string path) => "900150983cd24fb0d6963f7d28e17f72"; // MD5 of "abc", RFC 1321
    }

    private sealed class GitDouble : IGitRevisions
    {
        public GitRevision RevisionOf(string directory) => GitRevision.At("9f3c2a1", isDirty: false);
    }

    private sealed class FileDouble : IBuildArgumentsFile
    {
        public BuildArguments? Written { get; private set; }

        public BuildArguments Read() => Written ?? throw new InvalidOperationException("Nothing was written.");

        public void Write(BuildArguments arguments) => Written = arguments;
    }
}
