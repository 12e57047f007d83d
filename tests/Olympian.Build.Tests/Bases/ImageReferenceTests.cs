using Olympian.Deployment;
using Olympian.Deployment.Bases;

namespace Olympian.Build.Tests.Bases;

public sealed class ImageReferenceTests
{
    private const string Sha256 = "sha256:4b825dc642cb6eb9a060e54bf8d69288fbee4904e4b825dc642cb6eb9a060e54";

    [TestCase("node", "docker.io", "library/node", "latest", null)]
    [TestCase("node:22", "docker.io", "library/node", "22", null)]
    [TestCase("team/app:1.2-rc_3", "docker.io", "team/app", "1.2-rc_3", null)]
    [TestCase("docker.io/node:22", "docker.io", "library/node", "22", null)]
    [TestCase("index.docker.io/library/node:22", "docker.io", "library/node", "22", null)]
    [TestCase("localhost/x", "localhost", "x", "latest", null)]
    [TestCase("localhost:5000/x", "localhost:5000", "x", "latest", null)]
    [TestCase("host:5000/x:y", "host:5000", "x", "y", null)]
    [TestCase("Registry/app", "Registry", "app", "latest", null)]
    [TestCase("[::1]:5000/a/b", "[::1]:5000", "a/b", "latest", null)]
    [TestCase($"node@{Sha256}", "docker.io", "library/node", null, Sha256)]
    [TestCase($"127.0.0.1:5056/a/b:1@{Sha256}", "127.0.0.1:5056", "a/b", "1", Sha256)]
    [TestCase("x/a.b__c---d_e", "docker.io", "x/a.b__c---d_e", "latest", null)]
    public void Reads(string text, string domain, string repository, string? tag, string? digest)
    {
        var read = ImageReference.Parse(text);

        Assert.That((read.Domain, read.Repository, read.Tag, read.Digest), Is.EqualTo((domain, repository, tag, digest)));
    }

    [TestCase("node", "node:latest", "docker.io/library/node:latest")]
    [TestCase("docker.io/library/node:22", "node:22", "docker.io/library/node:22")]
    [TestCase("team/app", "team/app:latest", "docker.io/team/app:latest")]
    [TestCase("library/a/b", "library/a/b:latest", "docker.io/library/a/b:latest")]
    [TestCase("127.0.0.1:5056/a/b", "127.0.0.1:5056/a/b:latest", "127.0.0.1:5056/a/b:latest")]
    [TestCase("ghcr.io/library/a", "ghcr.io/library/a:latest", "ghcr.io/library/a:latest")]
    [TestCase($"node:22@{Sha256}", $"node:22@{Sha256}", $"docker.io/library/node:22@{Sha256}")]
    public void Prints(string text, string familiar, string canonical)
    {
        var reference = ImageReference.Parse(text);

        Assert.That((reference.Familiar, reference.Canonical, reference.ToString()), Is.EqualTo((familiar, canonical, canonical)));
    }

    [TestCase("node", "docker.io/library/node:latest", ExpectedResult = true)]
    [TestCase("index.docker.io/node", "node:latest", ExpectedResult = true)]
    [TestCase("node:22", "node:22.0", ExpectedResult = false)]
    [TestCase("node:22", $"node:22@{Sha256}", ExpectedResult = false)]
    [TestCase("localhost/node", "node", ExpectedResult = false)]
    public bool Is_equal_to(string one, string other) => ImageReference.Parse(one) == ImageReference.Parse(other);

    [TestCaseSource(nameof(Malformed))]
    public void Refuses(string text) =>
        Assert.That(
            () => ImageReference.Parse(text),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith($"'{text}' is not the name of an image."));

    [Test]
    public void Refuses_a_repository_longer_than_255() => Assert.Multiple(() =>
    {
        Assert.That(ImageReference.TryParse("x/" + new string('a', 253), out _), Is.True);
        Assert.That(ImageReference.TryParse("x/" + new string('a', 254), out _), Is.False);
    });

    private static string[] Malformed =>
    [
        "", " ", "/", ":", "@", "node:", "node@", "node:22:23", ":22", "/node", "node/", "a//b", "Node", "a/B", "node 22", " node",
        "node\n", "-node", "node-", "_a", "a_", "a___b", "a..b", "a._b", "é", "node:-1", "node:é", $"node:{new string('1', 129)}",
        "$IMAGE", "${IMAGE}", "http://host/node", "docker-image://node", "host:port/node", "a_b.c/node", "-a.b/node", "[::1/node",
        "[g]:1/node", "host:/node", "ghcr.io/Team/app", "a.b__c---d/e",
        "node@sha256:4b825dc642", "node@sha256:4B825DC642CB6EB9A060E54BF8D69288FBEE4904E4B825DC642CB6EB9A060E54",
        $"node@md5:{new string('0', 32)}", $"node@{Sha256}0", $"node@{Sha256}:22", new string('a', 64),
    ];
}
