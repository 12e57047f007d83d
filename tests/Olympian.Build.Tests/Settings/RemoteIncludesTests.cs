using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

public sealed class RemoteIncludesTests
{
    [TestCase("include:\n  - oci://registry.example/app:1\n", "oci://registry.example/app:1")]
    [TestCase("include: [\"oci://a/b\"]\n", "oci://a/b")]
    [TestCase("include:\n- path: https://git.example/a/b.git\n", "https://git.example/a/b.git")]
    [TestCase("services: {}\ninclude:\n  - path:\n      - git@git.example:a/b.git#main\n", "git@git.example:a/b.git#main")]
    [TestCase("services:\n  a:\n    extends:\n      file: oci://a/b\n      service: x\n", "oci://a/b")]
    [TestCase("services:\n  a:\n    extends: {file: 'https://x/y.git', service: x}\n", "https://x/y.git")]
    [TestCase("\"include\":\n  - github.com/a/b\n", "github.com/a/b")]
    public void Are_what_compose_would_fetch(string text, string address) => Assert.That(RemoteIncludes.In(text), Is.EqualTo(new[] { address }));

    [TestCase("services:\n  a:\n    image: registry.example/a\n    environment:\n      URL: https://example.org\n")]
    [TestCase("# include: oci://a/b\nservices: {}\n")]
    [TestCase("include:\n  - other.yml # not oci://a/b\nservices:\n  a:\n    environment: [X=oci://a/b]\n")]
    [TestCase("services:\n  a:\n    build:\n      context: https://git.example/a.git\n")]
    public void Are_nothing_else(string text) => Assert.That(RemoteIncludes.In(text), Is.Empty);

    [Test]
    public void Are_looked_for_in_local_files_that_are_included() =>
        Assert.That(RemoteIncludes.LocalIn("include:\n  - ./a.yml\n  - path: b.yml\nservices: {}\n"), Is.EqualTo(new[] { "./a.yml", "b.yml" }));
}
