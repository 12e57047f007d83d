using Olympian.Build.Adapters.Diagnosis;
using Olympian.Build.Adapters.Sources;

namespace Olympian.Build.Tests.Adapters.Diagnosis;

public sealed class ContextFilesTests
{
    private readonly ContextFiles files = new(new SourceTree());
    private string directory = "";

    [SetUp]
    public void Begin() => directory = Directory.CreateTempSubdirectory("olympian-test-").FullName;

    [TearDown]
    public void End() => Directory.Delete(directory, recursive: true);

    [Test]
    public void Names_files_and_directories()
    {
        Directory.CreateDirectory(Path.Combine(directory, "src"));
        File.WriteAllText(Path.Combine(directory, ".npmrc"), "");

        Assert.That(files.NamesIn(directory), Is.EquivalentTo(new[] { "src", ".npmrc" }));
    }

    [Test]
    public void Knows_a_directory_that_is_not_there() => Assert.That(files.NamesIn(Path.Combine(directory, "nope")), Is.Null);

    [Test]
    public void Reads_the_rules_beside_the_Dockerfile_before_those_of_the_context()
    {
        File.WriteAllText(Path.Combine(directory, ".dockerignore"), "a\n");
        File.WriteAllText(Path.Combine(directory, "web.Dockerfile.dockerignore"), "\nb\n");

        var rules = files.RulesOf(directory, Path.Combine(directory, "web.Dockerfile"))!;

        Assert.Multiple(() =>
        {
            Assert.That(rules.File, Is.EqualTo(Path.Combine(directory, "web.Dockerfile.dockerignore")));
            Assert.That(rules.Ignore.Judge("a", null).Rule, Is.Null);
            Assert.That(rules.Ignore.Judge("b", null).Rule, Is.EqualTo(new Olympian.Deployment.Sources.IgnoreRule(2, "b")));
        });
    }

    [Test]
    public void Knows_that_there_are_no_rules() => Assert.That(files.RulesOf(directory, null), Is.Null);
}
