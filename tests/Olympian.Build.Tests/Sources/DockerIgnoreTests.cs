using System.Text;
using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

/// <summary>A few rules pinned without Docker; Olympian.Docker.Tests holds hundreds of cases against Docker itself.</summary>
public sealed class DockerIgnoreTests
{
    private static readonly string[] Paths = ["a", "a.md", "b.md", "d", "d/a", "d/b.md", "d/e", "d/e/a"];

    [TestCase("", "a a.md b.md d d/a d/b.md d/e d/e/a")]
    [TestCase("*.md", "a d d/a d/b.md d/e d/e/a")]
    [TestCase("**/*.md", "a d d/a d/e d/e/a")]
    [TestCase("d", "a a.md b.md")]
    [TestCase("/d/", "a a.md b.md")]
    [TestCase("d\n!d/e", "a a.md b.md d/e d/e/a")]
    [TestCase("*\n!**/a", "a d/a d/e/a")]
    [TestCase("**/a\n!d/a", "a.md b.md d d/a d/b.md d/e")]
    [TestCase("[a-b].md", "a d d/a d/b.md d/e d/e/a")]
    [TestCase("?.md\n!b*", "a b.md d d/a d/b.md d/e d/e/a")]
    [TestCase("# d\n  a  \r\n\n", "a.md b.md d d/a d/b.md d/e d/e/a")]
    [TestCase("\uFEFFa", "a.md b.md d d/a d/b.md d/e d/e/a")]
    [TestCase("x/../d/./e", "a a.md b.md d d/a d/b.md")]
    [TestCase("..", "a a.md b.md d d/a d/b.md d/e d/e/a")]
    [TestCase(".", "a a.md b.md d d/a d/b.md d/e d/e/a")]
    public void Sends_under(string ignoreFile, string expected)
    {
        var ignore = Parse(ignoreFile);
        var verdicts = new Dictionary<string, IgnoreVerdict>(StringComparer.Ordinal);
        foreach (var path in Paths)
        {
            var slash = path.LastIndexOf('/');
            verdicts[path] = ignore.Judge(path, slash < 0 ? null : verdicts[path[..slash]]);
        }

        Assert.That(string.Join(' ', Paths.Where(path => !verdicts[path].IsIgnored)), Is.EqualTo(expected));
    }

    [TestCase("d", ExpectedResult = true)]
    [TestCase("d\n!a", ExpectedResult = true)]
    [TestCase("d\n!d/e", ExpectedResult = false)]
    [TestCase("d\n!**/a", ExpectedResult = false)]
    public bool Skips_an_ignored_directory_under(string ignoreFile) => Parse(ignoreFile).SkipsAllBeneath("d");

    [TestCase("a\n[", "Line 2: '[': syntax error in pattern.")]
    [TestCase("!", "Line 1: '!': illegal exclusion pattern: \"!\".")]
    public void Names_the_line_it_refuses(string ignoreFile, string reason) =>
        Assert.That(
            () => Parse(ignoreFile),
            Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith($"'.dockerignore' cannot be read.\n{reason}"));

    [Test]
    public void Refuses_a_line_longer_than_Docker_reads() =>
        Assert.That(() => Parse(new string('x', 65536)), Throws.TypeOf<ExpectedFailure>().With.Message.Contains("65536 bytes"));

    [Test]
    public void Names_the_pattern_that_turns_out_wrong() =>
        Assert.That(
            () => Parse("[z-a]").Judge("a", parent: null),
            Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("The ignore pattern '[z-a]' cannot be used."));

    private static DockerIgnore Parse(string text) => DockerIgnore.Parse(Encoding.UTF8.GetBytes(text), ".dockerignore");
}
