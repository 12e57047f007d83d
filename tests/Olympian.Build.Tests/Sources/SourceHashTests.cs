using Olympian.Deployment.Images;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

public sealed class SourceHashTests
{
    private static readonly ContextDigest Content = ContextDigest.Of([new("src/app.ts", EntryKind.File, IsExecutable: false, "a1")]);
    private static readonly ContextDigest OtherContent = ContextDigest.Of([new("src/app.ts", EntryKind.File, IsExecutable: false, "a2")]);

    private static readonly ServiceBuild Backend = new(
        "backend",
        "/somewhere/sample",
        "/somewhere/backend/Dockerfile",
        null,
        "runtime",
        new Dictionary<string, string?> { ["NODE_IMAGE"] = "node:22", ["FROM_ENVIRONMENT"] = null },
        new Dictionary<string, string> { ["shared"] = "/somewhere/shared", ["base"] = "docker-image://node:22" },
        new Dictionary<string, string> { ["team"] = "olympus" },
        ["linux/amd64"],
        "host",
        ["registry=10.0.0.1"],
        ["id=npmrc,src=/home/me/.npmrc"]);

    private static readonly ServiceSource Source = new(
        Backend, "d0", Content, new Dictionary<string, ContextDigest> { ["shared"] = OtherContent });

    private static TestCaseData[] Differences =>
    [
        Named("name", With(Backend with { Service = "frontend" })),
        Named("content", Source with { Context = OtherContent }),
        Named("Dockerfile", Source with { DockerfileMd5 = "d1" }),
        Named("target", With(Backend with { Target = "build" })),
        Named("lack of a target", With(Backend with { Target = null })),
        Named("argument's value", With(Backend with { Arguments = Pairs<string?>(("NODE_IMAGE", "node:20"), ("FROM_ENVIRONMENT", null)) })),
        Named("argument given empty", With(Backend with { Arguments = Pairs<string?>(("NODE_IMAGE", "node:22"), ("FROM_ENVIRONMENT", "")) })),
        Named("additional directory's content", Source with { NamedContexts = new Dictionary<string, ContextDigest> { ["shared"] = Content } }),
        Named("additional reference", With(Backend with { AdditionalContexts = Pairs(("shared", "/somewhere/shared"), ("base", "docker-image://node:20")) })),
        Named("label", With(Backend with { Labels = Pairs(("team", "titans")) })),
        Named("platforms", With(Backend with { Platforms = ["linux/arm64"] })),
        Named("network", With(Backend with { Network = null })),
        Named("extra hosts", With(Backend with { ExtraHosts = [] })),
        Named("secret's id", With(Backend with { Secrets = ["id=other,src=/home/me/.npmrc"] })),
    ];

    private static TestCaseData[] Sames =>
    [
        Named("place of the context", With(Backend with { ContextDirectory = "/elsewhere" })),
        Named("place of the Dockerfile", With(Backend with { Dockerfile = "/elsewhere/Dockerfile" })),
        Named("place of an additional directory", With(Backend with { AdditionalContexts = Pairs(("base", "docker-image://node:22"), ("shared", "/elsewhere")) })),
        Named("place of a secret", With(Backend with { Secrets = ["src=/elsewhere/.npmrc,id=npmrc"] })),
        Named("order of arguments", With(Backend with { Arguments = Pairs<string?>(("FROM_ENVIRONMENT", null), ("NODE_IMAGE", "node:22")) })),
        Named("run's own arguments", With(Backend with { Arguments = Pairs<string?>(
            ("NODE_IMAGE", "node:22"), ("FROM_ENVIRONMENT", null), ("BUILD_DATE", "1"), ("GIT_COMMIT", "2"), ("SOURCE_HASH", "3"), ("CACHE_BUST", "4")) })),
        Named("deployment's project name", With(Backend with { Arguments = Pairs<string?>(
            ("NODE_IMAGE", "node:22"), ("FROM_ENVIRONMENT", null), ("COMPOSE_PROJECT_NAME", "another")) })),
        Named("run's own labels", With(Backend with { Labels = Pairs(
            ("team", "olympus"), ("org.olympian.release", "1"), ("org.opencontainers.image.created", "2"), ("org.opencontainers.image.revision", "3")) })),
    ];

    [TestCaseSource(nameof(Differences))]
    public void Changes_with_the(ServiceSource changed) =>
        Assert.That(SourceHash.Of([changed]), Is.Not.EqualTo(SourceHash.Of([Source])));

    [TestCaseSource(nameof(Sames))]
    public void Does_not_depend_on_the(ServiceSource changed) =>
        Assert.That(SourceHash.Of([changed]), Is.EqualTo(SourceHash.Of([Source])));

    [Test]
    public void Does_not_depend_on_the_order_of_services()
    {
        var other = With(Backend with { Service = "frontend" });

        Assert.That(SourceHash.Of([other, Source]), Is.EqualTo(SourceHash.Of([Source, other])));
    }

    [Test]
    public void Refuses_a_service_listed_twice() =>
        Assert.That(() => SourceHash.Of([Source, Source]), Throws.ArgumentException.With.Message.StartsWith("The service 'backend' is listed twice."));

    [Test]
    public void Refuses_an_additional_directory_that_was_not_read() =>
        Assert.That(
            () => SourceHash.Of([Source with { NamedContexts = new Dictionary<string, ContextDigest>() }]),
            Throws.ArgumentException.With.Message.StartsWith("The additional context 'shared' of 'backend' has no digest."));

    /// <remarks>
    /// Computed outside this code base; images carry such values as labels. In Python:
    /// <code>
    /// import hashlib, struct
    /// def digest(*fields):
    ///     data = b''.join(struct.pack('>i', len(f.encode())) + f.encode() for f in fields)
    ///     return hashlib.md5(data).hexdigest()
    /// context = digest('olympian-context/1', 'src/app.ts', 'file', '-', 'a1')
    /// other = digest('olympian-context/1', 'src/app.ts', 'file', '-', 'a2')
    /// print(digest('olympian-source/1', '1', 'backend', context, 'd0', '1', 'runtime',
    ///     '2', 'FROM_ENVIRONMENT', '0', 'NODE_IMAGE', '1', 'node:22',
    ///     '2', 'base', '1', 'reference docker-image://node:22', 'shared', '1', 'directory ' + other,
    ///     '1', 'team', '1', 'olympus', '1', 'linux/amd64', '1', 'host', '1', 'registry=10.0.0.1', '1', 'id=npmrc'))
    /// </code>
    /// </remarks>
    [Test]
    public void Keeps_its_published_value() =>
        Assert.That(SourceHash.Of([Source]).Value, Is.EqualTo("51daeeec33f20912f23984b4deb25c34"));

    private static ServiceSource With(ServiceBuild build) => Source with { Build = build };

    private static TestCaseData Named(string name, ServiceSource source) => new TestCaseData(source).SetArgDisplayNames(name);

    private static Dictionary<string, T> Pairs<T>(params (string Name, T Value)[] pairs) => pairs.ToDictionary(pair => pair.Name, pair => pair.Value);
}
