using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Archives;

/// <summary>What a container sees is compared with its layers.</summary>
public sealed class RootFileSystemTests
{
    private static readonly string[] EnginesOwn = ["/.dockerenv", "/dev/console", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

    private static TestCaseData[] Differences =>
    [
        Case("content", a => Sound(a, "bim")).Returns(new[] { "Content /bin/app" }),
        Case("size", a => Sound(a, "longer")).Returns(new[] { "Content /bin/app" }),
        Case("mode", a => Sound(a, mode: 0b110_100_100)).Returns(new[] { "Attributes /bin/app" }),
        Case("owner", a => Sound(a, user: 7)).Returns(new[] { "Attributes /bin/app" }),
        Case("time", a => Sound(a, time: Archive.Then.AddSeconds(1))).Returns(new[] { "Attributes /bin/app" }),
        Case("added", a => Sound(a).File("bin/evil")).Returns(new[] { "Unexpected /bin/evil" }),
        Case("missing", a => a.Directory("/bin").File("/bin/app", "bin", 0b111_101_101)).Returns(new[] { "Missing /lib" }),
        Case("another kind", a => Sound(a, asLink: true)).Returns(new[] { "Attributes /bin/app" }),
        Case("nothing", a => Sound(a)).Returns(Array.Empty<string>()),
    ];

    [TestCaseSource(nameof(Differences))]
    public IReadOnlyList<string> Finds(Action<Archive> container) => Faults(Compare(Image(), container));

    [Test]
    public void Leaves_alone_what_the_engine_puts_into_every_container() =>
        Assert.That(
            Faults(Compare(Image(), a =>
            {
                Sound(a).Directory("/dev").Directory("/etc").Directory("/proc").Directory("/sys").Directory("/dev/shm").SymbolicLink("/etc/mtab", "/proc/mounts");
                foreach (var path in EnginesOwn)
                {
                    a.File(path);
                }
            })),
            Is.EqualTo(["Unexpected /dev", "Unexpected /etc"])); // which this image does not have, and a real one always gets

    [Test]
    public void Takes_a_second_name_of_a_file_for_the_file()
    {
        var image = FileTree.Of([FileTreeTests.Layer(a => a.File("a", "x").HardLink("b", "a").File("c", "y"))], linksAreFollowed: false);

        Assert.That(Faults(Compare(image, a => a.File("a", "x").HardLink("b", "a").HardLink("c", "a"))), Is.EqualTo(["Content /c"]));
    }

    [Test]
    public void Names_a_directory_that_is_gone_and_not_all_that_was_in_it()
    {
        var image = FileTree.Of([FileTreeTests.Layer(a => a.Directory("d").File("d/x").Directory("d/e").File("d/e/y"))], linksAreFollowed: false);

        Assert.That(Faults(Compare(image, a => a.File(".dockerenv"))), Is.EqualTo(["Missing /d"]));
    }

    [Test]
    public void Counts_what_it_does_not_list()
    {
        var reading = Compare(FileTree.Of([], linksAreFollowed: false), a =>
        {
            for (var i = 0; i < 50; i++)
            {
                a.File($"f{i}");
            }
        });

        Assert.That((reading.Faults.Count, reading.MoreFaults), Is.EqualTo((20, 30)));
    }

    [Test]
    public void Compares_capabilities_and_leaves_other_extended_attributes()
    {
        var image = FileTree.Of(
            [FileTreeTests.Layer(a => a.WithAttribute("ping", "x", LayerEntry.Capabilities, "net").WithAttribute("doc", "y", "user.mime", "text"))],
            linksAreFollowed: false);

        Assert.That(Faults(Compare(image, a => a.File("ping", "x").File("doc", "y"))), Is.EqualTo(["Attributes /ping"]));
    }

    private static TestCaseData Case(string name, Action<Archive> container) => new TestCaseData(container).SetArgDisplayNames(name);

    private static FileTree Image() => FileTree.Of([FileTreeTests.Layer(a => Sound(a))], linksAreFollowed: false);

    private static Archive Sound(
        Archive archive, string content = "bin", int mode = 0b111_101_101, int user = 0, DateTimeOffset? time = null, bool asLink = false)
    {
        archive.Directory("/bin").Directory("/lib").SymbolicLink("/lib/so", "so.1");
        return asLink ? archive.SymbolicLink("/bin/app", "other") : archive.File("/bin/app", content, mode, user, time);
    }

    private static LayerReading Compare(FileTree image, Action<Archive> container)
    {
        using var archive = new Archive();
        container(archive);
        return RootFileSystem.Compare(image, archive.ToStream());
    }

    private static string[] Faults(LayerReading reading) => [.. reading.Faults.Select(fault => $"{fault.Kind} {fault.Path}")];
}
