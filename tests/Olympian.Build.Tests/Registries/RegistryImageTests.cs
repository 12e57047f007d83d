using Olympian.Deployment;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class RegistryImageTests
{
    private const string Digest = "sha256:703b32edd31e1d2099e310ad9e415276f77ce895d848861db6ed5def6b8c597a";

    [TestCase("node", "docker.io", "library/node", "latest")]
    [TestCase("node:20", "docker.io", "library/node", "20")]
    [TestCase("grafana/grafana:11.0", "docker.io", "grafana/grafana", "11.0")]
    [TestCase("docker.io/node:20", "docker.io", "library/node", "20")]
    [TestCase("docker.io/grafana/grafana", "docker.io", "grafana/grafana", "latest")]
    [TestCase("index.docker.io/library/node:20", "docker.io", "library/node", "20")]
    [TestCase("ghcr.io/shop/web:1", "ghcr.io", "shop/web", "1")]
    [TestCase("localhost/web", "localhost", "web", "latest")]
    [TestCase("localhost:5000/web:1", "localhost:5000", "web", "1")]
    [TestCase("127.0.0.1:5055/olympian-base/node:20-trixie", "127.0.0.1:5055", "olympian-base/node", "20-trixie")]
    [TestCase("[::1]:5000/web:1", "[::1]:5000", "web", "1")]
    [TestCase("Registry/web", "Registry", "web", "latest")]
    [TestCase("node@" + Digest, "docker.io", "library/node", Digest)]
    [TestCase("node:20@" + Digest, "docker.io", "library/node", Digest)]
    [TestCase("registry.example:443/a/b__c/d-e.f@" + Digest, "registry.example:443", "a/b__c/d-e.f", Digest)]
    public void Reads_names_as_docker_does(string text, string registry, string repository, string reference)
    {
        var image = RegistryImage.Parse(text);

        Assert.That((image.Registry, image.Repository, image.Reference), Is.EqualTo((registry, repository, reference)));
    }

    [TestCase("")]
    [TestCase("Node")]
    [TestCase("node:")]
    [TestCase("node:-1")]
    [TestCase("node:a/b@c")]
    [TestCase("node@sha256:703b")]
    [TestCase("node@sha512:703b32edd31e1d2099e310ad9e415276f77ce895d848861db6ed5def6b8c597a")]
    [TestCase("node@")]
    [TestCase("/node")]
    [TestCase("a//b")]
    [TestCase("a/../b")]
    [TestCase("a.b/")]
    [TestCase("a.b/c?x=1")]
    [TestCase("a.b/c#d")]
    [TestCase("user:secret@registry.example/web")]
    [TestCase("https://registry.example/web")]
    [TestCase("registry.example:70000/web")]
    [TestCase("registry.example:/web")]
    [TestCase("-a.example/web")]
    [TestCase("web\n")]
    public void Refuses_what_names_no_image(string text) =>
        Assert.That(() => RegistryImage.Parse(text), Throws.TypeOf<ExpectedFailure>().With.Message.Contains("does not name an image"));

    [TestCase("node:20", "docker.io/library/node:20")]
    [TestCase("ghcr.io/shop/web@" + Digest, "ghcr.io/shop/web@" + Digest)]
    public void Prints_as_docker_takes_it(string text, string printed) =>
        Assert.That(RegistryImage.Parse(text).ToString(), Is.EqualTo(printed));

    [TestCase("node:20", false)]
    [TestCase("node@" + Digest, true)]
    public void Tells_a_digest_from_a_tag(string text, bool isByDigest) =>
        Assert.That(RegistryImage.Parse(text).IsByDigest, Is.EqualTo(isByDigest));

    [Test]
    public void Names_another_digest_of_the_same_repository() =>
        Assert.That(RegistryImage.Parse("node:20").At(Digest), Is.EqualTo(RegistryImage.Parse($"node@{Digest}")));

    [Test]
    public void Refuses_a_reference_that_would_lead_elsewhere() =>
        Assert.That(() => RegistryImage.Parse("node:20").At("../../secrets"), Throws.ArgumentException);
}
