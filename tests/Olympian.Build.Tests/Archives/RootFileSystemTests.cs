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
            Is.Empty);

    [Test]
    public void Leaves_alone_the_directories_it_makes_in_the_place_of_links()
    {
        var image = Of(a => a.Directory("usr").SymbolicLink("etc", "usr/etc").File("dev"));

        Assert.That(Faults(Compare(image, a => a.Directory("usr").Directory("etc").File("etc/hosts").Directory("dev"))), Is.Empty);
        Assert.That(
            Faults(Compare(image, a => a.Directory("usr").SymbolicLink("etc", "usr/lib").File("dev"))), Is.EqualTo(["Attributes /etc"]));
    }

    [Test]
    public void Leaves_alone_what_it_makes_for_a_volume_or_a_working_directory()
    {
        var configuration = new ImageConfiguration([], [], null)
        {
            Volumes = [EntryPath.OfText("/data/inner"), EntryPath.OfText("/bin/volume")],
            WorkingDirectory = EntryPath.OfText("/lib/so/work"),
        };
        var image = Of(a => a.Directory("bin").Directory("lib").SymbolicLink("lib/so", "../var/run").Directory("var"));
        var now = Archive.Then.AddDays(1);

        Assert.That(
            Faults(Compare(
                image,
                a => a.Directory("bin", time: now).Directory("bin/volume").Directory("lib").SymbolicLink("lib/so", "../var/run")
                    .Directory("var", time: now).Directory("var/run").Directory("var/run/work").Directory("data").Directory("data/inner"),
                configuration)),
            Is.Empty);
        Assert.That(
            Faults(Compare(
                image,
                a => a.Directory("bin").Directory("lib", time: now).SymbolicLink("lib/so", "../var/run").Directory("var")
                    .File("data").Directory("data/other"),
                configuration)),
            Is.EqualTo(["Attributes /lib", "Unexpected /data", "Unexpected /data/other"]));
    }

    [Test]
    public void Expects_a_copy_of_the_image_in_a_volume() // whose directories have the times of the copying
    {
        var configuration = new ImageConfiguration([], [], null) { Volumes = [EntryPath.OfText("/data")] };
        var image = Of(a => a.Directory("data").Directory("data/d").File("data/d/x", "x"));
        var now = Archive.Then.AddDays(1);

        Assert.That(
            Faults(Compare(image, a => a.Directory("data", time: now).Directory("data/d", time: now).File("data/d/x", "x"), configuration)),
            Is.Empty);
        Assert.That(
            Faults(Compare(image, a => a.Directory("data").Directory("data/d", mode: 0).File("data/d/x", "x", time: now), configuration)),
            Is.EqualTo(["Attributes /data/d", "Attributes /data/d/x"]));
    }

    [Test]
    public void Takes_a_second_name_of_a_link_or_a_pipe_for_what_it_is()
    {
        var image = FileTree.Of(
            [
                FileTreeTests.Layer(a => a
                    .SymbolicLink("l", "to").HardLink("l2", "l").Fifo("p").HardLink("p2", "p").SymbolicLink("m", "away")),
            ],
            linksAreFollowed: false);

        Assert.That(
            Faults(Compare(image, a => a
                .SymbolicLink("l", "to").HardLink("l2", "l").Fifo("p").HardLink("p2", "p").HardLink("m", "l"))),
            Is.EqualTo(["Content /m"]));
    }

    [TestCase("2300-01-01T00:00:00Z")]
    [TestCase("1960-01-01T00:00:00Z")]
    public void Expects_a_time_that_engines_do_not_keep_to_be_the_beginning_of_1970(string time)
    {
        var at = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        var image = Of(a => a.File("a", time: at));

        Assert.That(Faults(Compare(image, a => a.File("a", time: DateTimeOffset.UnixEpoch))), Is.Empty);
        Assert.That(Faults(Compare(image, a => a.File("a", time: Archive.Then))), Is.EqualTo(["Attributes /a"]));
    }

    [Test]
    public void Expects_capabilities_of_a_user_namespace_as_the_engine_copies_them() // without the namespace
    {
        const string ofNamespace = "\u0001\0\0\u0003\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0007\0\0\0";
        const string copied = "\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        const string other = "\u0001\0\0\u0002\0\u0005\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        var image = Of(a => a.WithAttribute("a", "x", LayerEntry.Capabilities, ofNamespace));

        Assert.That(Faults(Compare(image, a => a.WithAttribute("a", "x", LayerEntry.Capabilities, copied))), Is.Empty);
        Assert.That(Faults(Compare(image, a => a.WithAttribute("a", "x", LayerEntry.Capabilities, other))), Is.EqualTo(["Attributes /a"]));
    }

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

    private static FileTree Of(Action<Archive> layer) => FileTree.Of([FileTreeTests.Layer(layer)], linksAreFollowed: false);

    private static FileTree Image() => FileTree.Of([FileTreeTests.Layer(a => Sound(a))], linksAreFollowed: false);

    private static Archive Sound(
        Archive archive, string content = "bin", int mode = 0b111_101_101, int user = 0, DateTimeOffset? time = null, bool asLink = false)
    {
        archive.Directory("/bin").Directory("/lib").SymbolicLink("/lib/so", "so.1");
        return asLink ? archive.SymbolicLink("/bin/app", "other") : archive.File("/bin/app", content, mode, user, time);
    }

    private static LayerReading Compare(FileTree image, Action<Archive> container, ImageConfiguration? configuration = null)
    {
        using var archive = new Archive();
        container(archive);
        return RootFileSystem.Compare(image, configuration ?? new([], [], null), archive.ToStream());
    }

    private static string[] Faults(LayerReading reading) => [.. reading.Faults.Select(fault => $"{fault.Kind} {fault.Path}")];
}
