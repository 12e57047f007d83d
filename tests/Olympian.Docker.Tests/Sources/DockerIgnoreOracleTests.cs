using System.Text;
using Olympian.Build.Adapters.Sources;
using Olympian.Deployment;
using Olympian.Deployment.Sources;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Sources;

/// <summary>Holds our reading of <c>.dockerignore</c> against what Docker builds from the same trees.</summary>
/// <remarks>
/// OLYMPIAN_SUITE=full runs more generated cases; OLYMPIAN_SEED repeats a run. Contexts go to Docker by name, many to a build:
/// the same code reads them as reads a main context, which has tests of its own below.
/// </remarks>
public sealed class DockerIgnoreOracleTests
{
    private const int CasesInABuild = 60;
    private const int RefusalsInADefaultRun = 4;

    private static readonly string[] Tree =
    [
        "a", "b", "ab", "aa", "abc", "a.md", "b.md", "a+b", "a|b", "a{2}", "{x}", "(a)", "a$b", "^a", "#c", "!n", "a b", " lead", "trail ",
        "a\\b", "é", "😀", "[a]", "]", "-", "new\nline", "Dockerfile", ".x", "d/a", "d/b.md", "d/e/a", "d/e/f/a", "d/e/f/b.md",
        "dd/a", "D/a", "node_modules/p/node_modules/q/i.js", "empty/", "e/empty/", "e/empty2/deep/", ".git/HEAD", "1", "x1",
    ];

    private static readonly string[] IgnoreFiles =
    [
        "", "*", "**", "*\n!a", "**\n!a", "*\n!d/e/f/a", "**\n!d/e/f/a", "*\n!**/a", "*\n!d/*", "*\n!d/**", "*\n!d\nd/e", "d\n!d/e\nd/e/f\n!d/e/f/a",
        "*.md", "**/*.md", "*/*.md", "d/**/a", "d**", "d**/a", "**a", "**/a", "**/d/**", "***", "**/**", "a**b", "**/e/**/a\n",
        "/", "/a", "//a", "./a", "../a", "a/..", "d/../a", "/..", ".", "..", "./", "d/", "d//e", "/d/e/", "!!n", "!\\!n", "\\!n", "*\n! a",
        "# a\na", " # a", "\\#c", " #c", "#c", "  a  ", "\ta", "a\r\nb\r\n", "\uFEFFa", "\uFEFF#c\nb", "a\n\uFEFFb", "\uFEFF\nb", "\n\n  \na",
        "[a-b]", "[^a]", "[!a]", "[ab]*", "[^a-z]*", "[\\]]", "\\[a\\]", "[[]a]", "[.]*", "[*]", "[?]", "[[:alpha:]]", "[[:alpha:]]*", "[\\d]", "[é]", "[😀]", "[^😀]", "[a-😀]",
        "?", "??", "???", "?*", "*?", "a?b", "a+b", "a+?", "a|b", "a|b*", "a{2}", "a{2}?", "a{1}*", "{x}", "{x}*", "{*}", "(a)*", "a$*", "^a*", "\\^a", "a\\\\b", "a\\b", "\\d", "\\d*", "\\w", "x\\d",
        "\\x61", "\\x61*", "\\141", "\\Aa", "a\\z", "\\Qa.\\Emd", "\\Qa*", "\\n*", "new*", "*line", "new\\nline", "a b", "a\\ b", "*\n!empty", "*\n!e/empty2/deep", "*\n!e", "e/**\n!e/empty2", "empty",
        "node_modules", "**/node_modules", "**/node_modules\n!node_modules/p/node_modules/q", "Dockerfile\n.dockerignore", ".*", ".git", "*\n!.*", "*/\n!d", "D", "é", "?\n!é", "?\n!😀",
        "**/a\n!d/e/a", "d\n!**/b.md", "d\n!d/e/f/*.md", "d/*\n!d/e", "d/**\n!d/e/**", "d/**\n!d/e", "*\n!d/e/../a",
        "x*\\", "x*\\\na", ".*\\a", "*\n!x*\\",
    ];

    private static readonly string[] RefusedFiles =
    [
        "!", "! ", "!/", "[", "[a", "a[", "[]", "x*[", "[]a]", "[]]", "[a-]", "[a-]x[", "[-a]", "a\\", "[\\", "[^]", "[z-a]", "\\e*", "\\1", "\\C", "*{2}", "a{1001}*", "[[:nope:]]",
    ];

    private Oracle _oracle = null!;

    private static bool IsFullSuite => Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full";

    [SetUp]
    public void Start() => _oracle = new();

    [TearDown]
    public void Stop() => _oracle.Dispose();

    [Test]
    public void Agrees_with_Docker_on_hand_picked_files() =>
        AssertAgreement([.. IgnoreFiles.Select(text => IgnoreCase.Of(text, Tree))]);

    [Test]
    public void Agrees_with_Docker_on_generated_files()
    {
        var generator = new IgnoreCaseGenerator(Seed.Printed());
        var cases = Enumerable.Range(0, IsFullSuite ? 600 : 90).Select(_ => generator.Next()).ToArray();
        AssertAgreement([.. cases.Where(it => OurRefusalOf(it) is null)]);

        var refused = cases.Where(it => OurRefusalOf(it) is not null).Take(IsFullSuite ? int.MaxValue : RefusalsInADefaultRun);
        Assert.That(refused.Where(it => DockersRefusalOf(it).Length == 0), Is.Empty, "Docker takes what we refuse");
    }

    [TestCaseSource(nameof(RefusedFiles))]
    public void Refuses_with_Docker(string ignoreFile)
    {
        var refused = IgnoreCase.Of(ignoreFile, Tree);

        Assert.That(OurRefusalOf(refused), Is.Not.Null);
        Assert.That(DockersRefusalOf(refused), Does.Contain("syntax error in pattern").Or.Contain("illegal exclusion pattern"));
    }

    [TestCase(".dockerignore", "a", ExpectedResult = "b c", TestName = "Reads_the_ignore_file_of_the_context")]
    [TestCase("Dockerfile.dockerignore", "b", ExpectedResult = "a c", TestName = "Prefers_the_ignore_file_beside_a_Dockerfile_outside_the_context")]
    [TestCase("Dockerfile.dockerignore", "", ExpectedResult = "a b c", TestName = "Prefers_an_empty_ignore_file_beside_the_Dockerfile")]
    public string Chooses_the_ignore_file(string name, string content)
    {
        var context = Directory.CreateDirectory(Path.Combine(_oracle.Root, "context")).FullName;
        var dockerfile = Path.Combine(Directory.CreateDirectory(Path.Combine(_oracle.Root, "docker")).FullName, "Dockerfile");
        IgnoreCase.Of(".dockerignore\na", "a", "b", "c").WriteTo(context);
        if (name != ".dockerignore")
        {
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(dockerfile)!, name), content.Length == 0 ? content : ".dockerignore\n" + content);
        }

        var sent = _oracle.SentOf(context, dockerfile);

        var tree = new SourceTree();
        var ours = tree.ReadEntries(context, tree.IgnoreFileOf(context, dockerfile), CancellationToken.None);
        Assert.That(ours, Is.EquivalentTo(sent));
        return string.Join(' ', ours.Select(entry => entry.Path).Where(path => path != ".dockerignore").Order(StringComparer.Ordinal));
    }

    [TestCase("ignored", ExpectedResult = "b ignored")]
    [TestCase("/ignored", ExpectedResult = "b ignored")]
    [TestCase("../../../../../ignored", ExpectedResult = "b ignored")]
    [TestCase("nowhere", ExpectedResult = "a b ignored")]
    [TestCase("/etc/hostname", ExpectedResult = "a b ignored")]
    public string Follows_an_ignore_file_that_is_a_link_to(string target)
    {
        var context = Directory.CreateDirectory(Path.Combine(_oracle.Root, "context")).FullName;
        IgnoreCase.Of("", "a", "b", "ignored").WriteTo(context);
        File.WriteAllText(Path.Combine(context, "ignored"), "a\n.dockerignore");
        File.Delete(Path.Combine(context, ".dockerignore"));
        File.CreateSymbolicLink(Path.Combine(context, ".dockerignore"), target);

        var sent = _oracle.SentOf(context, Path.Combine(_oracle.Root, "Dockerfile"));

        var tree = new SourceTree();
        var ours = tree.ReadEntries(context, tree.IgnoreFileOf(context, dockerfile: null), CancellationToken.None);
        Assert.That(ours, Is.EquivalentTo(sent));
        return string.Join(' ', ours.Select(entry => entry.Path).Where(path => path != ".dockerignore").Order(StringComparer.Ordinal));
    }

    private void AssertAgreement(IReadOnlyList<IgnoreCase> cases)
    {
        var disagreements = new StringBuilder();
        var number = 0;
        foreach (var batch in cases.Chunk(CasesInABuild))
        {
            var directories = batch.Select(_ => Path.Combine(_oracle.Root, $"case{number++}")).ToArray();
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i].WriteTo(directories[i]);
            }

            var sent = _oracle.SentOf(directories);
            for (var i = 0; i < batch.Length; i++)
            {
                var ours = Ours(directories[i]);
                var theirs = sent[i].Select(entry => AsOnDisk(entry, ours)).ToArray();
                if (!ours.ToHashSet().SetEquals(theirs))
                {
                    disagreements.AppendLine(batch[i].ToString());
                    disagreements.AppendLine($"    only Docker: {Paths(theirs.Except(ours))}");
                    disagreements.AppendLine($"    only we:     {Paths(ours.Except(theirs))}");
                }
            }
        }

        TestContext.Out.WriteLine($"{number} cases");
        Assert.That(disagreements.ToString(), Is.Empty);
    }

    // BuildKit decides twice about a file, when it walks and when it opens, and where a pattern that re-includes is followed by others
    // the two can differ: the file is then sent, empty (seed 2131919800, buildx 0.13.1). Which files are sent is the question here;
    // ours counts the content that is on the disk.
    private static SourceEntry AsOnDisk(SourceEntry sent, IReadOnlyCollection<SourceEntry> ours) =>
        sent.Kind == EntryKind.File && sent.Detail == EmptyMd5 && ours.FirstOrDefault(entry => entry.Path == sent.Path && entry.Kind == sent.Kind) is { } there
            ? there
            : sent;

    private string? OurRefusalOf(IgnoreCase it)
    {
        var directory = Path.Combine(_oracle.Root, "ours");
        it.WriteTo(directory);
        try
        {
            Ours(directory);
            return null;
        }
        catch (ExpectedFailure refusal)
        {
            return refusal.Message;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private string DockersRefusalOf(IgnoreCase it)
    {
        var directory = Path.Combine(_oracle.Root, "theirs");
        it.WriteTo(directory);
        try
        {
            return _oracle.RefusalOf(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IReadOnlyList<SourceEntry> Ours(string directory) =>
        new SourceTree().ReadEntries(directory, directory + "/.dockerignore", CancellationToken.None);

    private const string EmptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";

    private static string Paths(IEnumerable<SourceEntry> entries) => string.Join(' ', entries.Select(entry => $"'{entry.Path}'"));
}
