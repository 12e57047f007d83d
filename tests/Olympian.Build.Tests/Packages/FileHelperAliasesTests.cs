using System.Text;
using Cake.FileHelpers;

namespace Olympian.Build.Tests.Packages;

public sealed class FileHelperAliasesTests
{
    private readonly FakeContext context = new();
    private string directory = string.Empty;
    private string file = string.Empty;

    [SetUp]
    public void Begin()
    {
        directory = Directory.CreateTempSubdirectory("olympian-files-").FullName;
        file = Path.Combine(directory, "a.txt");
    }

    [TearDown]
    public void End() => Directory.Delete(directory, recursive: true);

    [Test]
    public void Writes_text_as_UTF8_without_a_mark()
    {
        context.FileWriteText(file, "é");

        Assert.That(File.ReadAllBytes(file), Is.EqualTo(new byte[] { 0xC3, 0xA9 }));
    }

    [Test]
    public void Reads_what_it_wrote()
    {
        context.FileWriteText(file, "one\r\ntwo");
        context.FileAppendText(file, "\nthree");

        Assert.Multiple(() =>
        {
            Assert.That(context.FileReadText(file), Is.EqualTo("one\r\ntwo\nthree"));
            Assert.That(context.FileReadLines(file), Is.EqualTo(new[] { "one", "two", "three" }));
        });
    }

    [Test]
    public void Ends_every_line_that_it_writes()
    {
        context.FileWriteLines(file, ["one"]);
        context.FileAppendLines(file, ["two"]);

        Assert.That(File.ReadAllText(file), Is.EqualTo($"one{Environment.NewLine}two{Environment.NewLine}"));
    }

    [Test]
    public void Keeps_to_the_encoding_asked_for()
    {
        context.FileWriteText(file, Encoding.Latin1, "é");

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(file), Is.EqualTo(new byte[] { 0xE9 }));
            Assert.That(context.FileReadText(file, Encoding.Latin1), Is.EqualTo("é"));
        });
    }

    [Test]
    public void Replaces_text_only_where_it_stands()
    {
        var other = Path.Combine(directory, "b.txt");
        File.WriteAllText(file, "x and x");
        File.WriteAllText(other, "y");

        var changed = context.ReplaceTextInFiles(directory + "/*.txt", "x", "z");

        Assert.Multiple(() =>
        {
            Assert.That(changed.Select(path => path.FullPath), Is.EqualTo(new[] { file }));
            Assert.That(File.ReadAllText(file), Is.EqualTo("z and z"));
            Assert.That(File.ReadAllText(other), Is.EqualTo("y"));
        });
    }

    [Test]
    public void Finds_the_files_that_hold_a_text()
    {
        File.WriteAllText(file, "needle");
        File.WriteAllText(Path.Combine(directory, "b.txt"), "hay");

        Assert.That(context.FindTextInFiles(directory + "/*.txt", "needle").Select(path => path.FullPath), Is.EqualTo(new[] { file }));
    }

    [Test]
    public void Touches_an_existing_file()
    {
        File.WriteAllText(file, "x");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);

        context.FileTouch(file);

        Assert.That(File.GetLastWriteTimeUtc(file), Is.GreaterThan(DateTime.UnixEpoch));
    }

    [Test]
    public void Does_not_touch_what_is_not_there() =>
        Assert.That(() => context.FileTouch(file), Throws.InstanceOf<FileNotFoundException>());
}
