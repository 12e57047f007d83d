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
    [TestCase("{\n  \"services\": {},\n  \"include\": [\"oci://a/b\"]\n}\n", "oci://a/b")]
    [TestCase("{\"include\":[{\"path\":\"oci://a/b\"}]}", "oci://a/b")]
    [TestCase("{\"include\":\n[\n\"oci://a/b\"\n]}", "oci://a/b")]
    [TestCase("'include':\n  - oci://a/b\n", "oci://a/b")]
    [TestCase("  services: {}\n  include:\n    - oci://a/b\n", "oci://a/b")]
    [TestCase("? include\n: - oci://a/b\n", "oci://a/b")]
    [TestCase("include: >-\n  oci://a/b\n", "oci://a/b")]
    [TestCase("include:\n  - \"oci:\\/\\/a/b\"\n", "oci://a/b")]
    [TestCase("\"inc\\x6cude\":\n  - oci://a/b\n", "oci://a/b")]
    [TestCase("include:\n  - \"a #b.yml\"\n  - [\"a #b\", oci://a/b]\n", "oci://a/b")]
    [TestCase("include:\n  - ${ELSEWHERE}\n", "${ELSEWHERE}")]
    [TestCase("x-a: &a oci://a/b\ninclude:\n  - *a\n", "*a")]
    [TestCase("include:\n  - me@git.example:a/b\n", "me@git.example:a/b")]
    [TestCase("services: {a: {\nextends: {\nfile:\noci://a/b, service: x}}}\n", "oci://a/b")]
    public void Are_what_compose_would_fetch(string text, string address) => Assert.That(RemoteIncludes.In(text), Is.EqualTo(new[] { address }));

    [TestCase("services:\n  a:\n    image: registry.example/a\n    environment:\n      URL: https://example.org\n")]
    [TestCase("# include: oci://a/b\nservices: {}\n")]
    [TestCase("include:\n  - other.yml # not oci://a/b\nservices:\n  a:\n    environment: [X=oci://a/b]\n")]
    [TestCase("services:\n  a:\n    build:\n      context: https://git.example/a.git\n")]
    [TestCase("include:\n  - other.yml\nservices:\n  a:\n    environment:\n      URL: ${URL}\n      OTHER: http://x\n")]
    [TestCase("services:\n  a:\n    extends:\n      service: b\n    image: ${IMAGE}\n  b: {}\n")]
    [TestCase("services:\n  a:\n    develop:\n      watch:\n        - path: ./a\n          include: \"*.js\"\n    image: ${IMAGE}\n")]
    [TestCase("services:\n  a:\n    environment:\n      included: http://x\nsecrets:\n  one:\n    file: ${SECRETS}/one\n")]
    public void Are_nothing_else(string text) => Assert.That(RemoteIncludes.In(text), Is.Empty);

    [Test]
    public void Are_looked_for_in_local_files_that_are_included() =>
        Assert.That(RemoteIncludes.LocalIn("include:\n  - ./a.yml\n  - path: b.yml\nservices:\n  a:\n    image: c\n"), Is.EqualTo(new[] { "./a.yml", "b.yml" }));

    [Test]
    public void Are_found_under_a_key_that_is_an_alias() =>
        Assert.That(RemoteIncludes.In("x-a: &k include\n*k : [oci://a/b]\n"), Does.Contain("oci://a/b"));

    [Test]
    public void Are_none_in_a_file_that_keeps_secrets_in_files() =>
        Assert.That(RemoteIncludes.LocalIn("services: {}\nsecrets:\n  one:\n    file: ./password\n"), Is.Empty);
}
