using Olympian.Build.Adapters.Docker;

namespace Olympian.Build.Tests.Adapters.Docker;

/// <summary>A build context gets a name that no builder has seen, for one build.</summary>
public sealed class FreshContextTests
{
    private string directory = "";

    private string Context => Path.Combine(directory, "context");

    private string Log => Path.Combine(directory, "logs", "web.log");

    [SetUp]
    public void Begin()
    {
        directory = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        Directory.CreateDirectory(Context);
        Directory.CreateDirectory(Path.GetDirectoryName(Log)!);
        File.WriteAllText(Path.Combine(Context, "a.txt"), "hello");
    }

    [TearDown]
    public void End() => Directory.Delete(directory, recursive: true);

    [Test]
    public void Leads_to_the_context_by_another_name_each_time()
    {
        using var one = FreshContext.Of(Context, Log);
        using var other = FreshContext.Of(Context, Log);

        string[] names = [Path.GetFileName(Context), Path.GetFileName(one.Directory), Path.GetFileName(other.Directory)];
        Assert.Multiple(() =>
        {
            Assert.That(names, Is.Unique);
            Assert.That(File.ReadAllText(Path.Combine(one.Directory, "a.txt")), Is.EqualTo("hello"));
            Assert.That(one.WhyNot, Is.Null);
        });
    }

    [Test]
    public void Takes_its_name_away_and_nothing_of_the_context()
    {
        FreshContext.Of(Context, Log).Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(Directory.GetFileSystemEntries(Path.GetDirectoryName(Log)!), Is.Empty);
            Assert.That(File.Exists(Path.Combine(Context, "a.txt")));
        });
    }

    [Test]
    public void Does_not_mind_that_somebody_took_its_name_away()
    {
        var source = FreshContext.Of(Context, Log);
        Directory.Delete(source.Directory);

        Assert.That(source.Dispose, Throws.Nothing);
    }

    [Test]
    public void Is_the_context_itself_and_says_why_where_no_link_can_be_made()
    {
        using var source = FreshContext.Of(Context, Path.Combine(directory, "nowhere", "web.log"));

        Assert.Multiple(() =>
        {
            Assert.That(source.Directory, Is.EqualTo(Context));
            Assert.That(source.WhyNot, Does.Contain("nowhere"));
        });
    }

    [Test]
    public void Leaves_a_context_that_is_missing_to_the_builder_to_name()
    {
        using var source = FreshContext.Of(Path.Combine(directory, "missing"), Log);

        Assert.Multiple(() =>
        {
            Assert.That(source.Directory, Is.EqualTo(Path.Combine(directory, "missing")));
            Assert.That(source.WhyNot, Is.Null);
        });
    }
}
