using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Archives;

/// <summary>A path in a layer is bytes, however it is spelt.</summary>
public sealed class EntryPathTests
{
    [TestCase("usr/bin", "usr/bin")]
    [TestCase("./usr/bin/", "usr/bin")]
    [TestCase("/usr//bin", "usr/bin")]
    [TestCase("usr/./bin", "usr/bin")]
    [TestCase("usr/lib/../bin", "usr/bin")]
    [TestCase("../../etc", "etc")]
    [TestCase("a/...", "a/...")]
    [TestCase(".hidden/.wh.x", ".hidden/.wh.x")]
    [TestCase("./", "")]
    [TestCase("/", "")]
    [TestCase("", "")]
    [TestCase("..", "")]
    public void Is_one_for_all_spellings(string spelt, string bytes) => Assert.That(EntryPath.OfBytes(spelt).Bytes, Is.EqualTo(bytes));

    [TestCase("a/b/c", "a/b", "c")]
    [TestCase("a", "", "a")]
    [TestCase("", "", "")]
    public void Has_a_directory_and_a_name(string path, string parent, string name)
    {
        var read = EntryPath.OfBytes(path);

        Assert.That((read.Parent.Bytes, read.Name), Is.EqualTo((parent, name)));
    }

    [Test]
    public void Is_the_root_by_default() => Assert.That(default(EntryPath), Is.EqualTo(EntryPath.Root));

    [Test]
    public void Is_shown_as_text_where_it_is_text() => Assert.That(EntryPath.OfText("tür/日本").ToString(), Is.EqualTo("/tür/日本"));

    [Test]
    public void Cannot_move_a_cursor() => Assert.That(EntryPath.OfText("a\u001b[2Jb\nc").ToString(), Is.EqualTo(@"/a\x1b[2Jb\x0ac"));

    [Test]
    public void Tells_two_names_apart_that_look_alike() => // one in UTF-8, one in Latin-1
        Assert.That(EntryPath.OfText("é"), Is.Not.EqualTo(EntryPath.Of([0xE9])));
}
