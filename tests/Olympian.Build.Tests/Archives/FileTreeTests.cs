using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Archives;

/// <summary>Layers applied in order give the files that a container sees.</summary>
public sealed class FileTreeTests
{
    [Test]
    public void Lets_a_layer_replace_what_is_below() =>
        Assert.That(Of(Layer(a => a.File("a", "old").File("b")), Layer(a => a.File("a", "new", mode: 0b111_101_101))), Is.EqualTo(["/a File 755", "/b File 644"]));

    [Test]
    public void Takes_away_what_a_whiteout_names() =>
        Assert.That(
            Of(Layer(a => a.Directory("d").File("d/x").File("d/y").Directory("e").File("e/z")), Layer(a => a.Directory("d").File("d/.wh.x").File(".wh.e"))),
            Is.EqualTo(["/d Directory 755", "/d/y File 644"]));

    [Test]
    public void Takes_away_only_what_was_below() => // wherever in its layer the whiteout stands
        Assert.That(Of(Layer(a => a.File("x", "old")), Layer(a => a.Directory("x").File("x/y").File(".wh.x"))), Is.EqualTo(["/x Directory 755", "/x/y File 644"]));

    [Test]
    public void Hides_everything_below_an_opaque_directory() =>
        Assert.That(
            Of(Layer(a => a.Directory("d").File("d/old")), Layer(a => a.Directory("d").File("d/new").File("d/.wh..wh..opq"))),
            Is.EqualTo(["/d Directory 755", "/d/new File 644"]));

    [Test]
    public void Keeps_a_file_whose_other_name_was_replaced() =>
        Assert.That(
            Of(Layer(a => a.File("a", "one").HardLink("b", "a")), Layer(a => a.File("a", "two", mode: 0b111_101_101))),
            Is.EqualTo(["/a File 755", "/b File 644"]));

    [Test]
    public void Gives_a_directory_the_attributes_of_the_topmost_layer() =>
        Assert.That(Of(Layer(a => a.Directory("d", 0b111_000_000).File("d/x")), Layer(a => a.Directory("d", 0b111_111_111))), Is.EqualTo(["/d Directory 777", "/d/x File 644"]));

    [Test]
    public void Replaces_a_directory_by_a_file_and_a_file_by_a_directory() =>
        Assert.That(
            Of(Layer(a => a.Directory("d").File("d/x").File("f")), Layer(a => a.File("d").Directory("f").File("f/y"))),
            Is.EqualTo(["/d File 644", "/f Directory 755", "/f/y File 644"]));

    [Test]
    public void Knows_no_attributes_of_a_directory_that_no_entry_states() =>
        Assert.That(Of(Layer(a => a.File("a/b/c"))), Is.EqualTo(["/a Directory ?", "/a/b Directory ?", "/a/b/c File 644"]));

    [Test]
    public void Knows_none_where_a_layer_unpacked_by_itself_made_the_directory_anew() =>
        Assert.That(Of(Layer(a => a.Directory("d", 0b111_000_000)), Layer(a => a.File("d/x"))), Is.EqualTo(["/d Directory ?", "/d/x File 644"]));

    [Test]
    public void Keeps_them_but_for_the_time_where_layers_are_unpacked_one_upon_the_other()
    {
        var tree = FileTree.Of([Layer(a => a.Directory("d", 0b111_000_000)), Layer(a => a.File("d/x"))], linksAreFollowed: true);

        Assert.That(tree.Find(EntryPath.OfText("d"))?.Comparable, Is.EqualTo(Compared.Attributes));
    }

    [Test]
    public void Unpacks_through_a_link_of_the_same_layer() =>
        Assert.That(
            Of(Layer(a => a.Directory("usr/lib").SymbolicLink("lib", "usr/lib").File("lib/x"))),
            Is.EqualTo(["/lib SymbolicLink 777", "/usr Directory ?", "/usr/lib Directory 755", "/usr/lib/x File 644"]));

    [TestCase(true, new[] { "/lib SymbolicLink 777", "/usr Directory ?", "/usr/lib Directory 755", "/usr/lib/x File 644" })]
    [TestCase(false, new[] { "/lib Directory ?", "/lib/x File 644", "/usr Directory ?", "/usr/lib Directory 755" })]
    public void Unpacks_through_a_link_of_a_lower_layer_where_the_engine_does(bool linksAreFollowed, string[] expected) =>
        Assert.That(
            Listed(FileTree.Of([Layer(a => a.Directory("usr/lib").SymbolicLink("lib", "usr/lib")), Layer(a => a.File("lib/x"))], linksAreFollowed)),
            Is.EqualTo(expected));

    [Test]
    public void Takes_the_capabilities_of_a_file_whose_further_name_does_not_state_them() // setting the owner again does
    {
        var tree = FileTree.Of(
            [
                Layer(a => a
                    .WithAttribute("a", "x", LayerEntry.Capabilities, "net").HardLink("b", "a")
                    .WithAttribute("c", "x", "user.c", "kept").HardLink("d", "c")),
            ],
            linksAreFollowed: false);

        Assert.That(tree.Find(EntryPath.OfText("a"))?.Entry.ExtendedAttributes, Is.Empty);
        Assert.That(tree.Find(EntryPath.OfText("c"))?.Entry.ExtendedAttributes.Keys, Is.EqualTo(["user.c"]));
    }

    [TestCase("/run/x", "run/x")]
    [TestCase("/var/run/x", "run/x")]
    [TestCase("/var/relative/x/y", "run/x/y")]
    [TestCase("/loop/x", "loop/x")]
    [TestCase("/nowhere/at/all", "nowhere/at/all")]
    public void Resolves_links_on_the_way(string path, string expected)
    {
        var tree = FileTree.Of(
            [
                Layer(a => a
                    .Directory("run").Directory("var").SymbolicLink("var/run", "/run").SymbolicLink("var/relative", "../var/run")
                    .SymbolicLink("loop", "loop")),
            ],
            linksAreFollowed: false);

        Assert.That(tree.Resolve(EntryPath.OfText(path)).Bytes, Is.EqualTo(expected));
    }

    [Test]
    public void Does_not_follow_links_in_a_circle() =>
        Assert.That(() => Of(Layer(a => a.SymbolicLink("a", "b").SymbolicLink("b", "a").File("a/x"))), Throws.Nothing);

    internal static LayerContent Layer(Action<Archive> fill)
    {
        using var archive = new Archive();
        fill(archive);
        return archive.ToLayer();
    }

    private static string[] Of(params LayerContent[] layers) => Listed(FileTree.Of(layers, linksAreFollowed: false));

    private static string[] Listed(FileTree tree) =>
    [
        .. tree.All().OrderBy(entry => entry.Path)
            .Select(entry => $"{entry.Path} {entry.Node.Entry.Kind} {(entry.Node.Comparable == Compared.None ? "?" : Convert.ToString(entry.Node.Entry.Mode, 8))}"),
    ];
}
