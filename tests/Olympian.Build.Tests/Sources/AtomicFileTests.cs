using System.Runtime.Versioning;
using System.Text;
using Olympian.Build.Adapters.Files;

namespace Olympian.Build.Tests.Sources;

public sealed class AtomicFileTests
{
    private string _directory = null!;

    private string Target => Path.Combine(_directory, ".env.build");

    [SetUp]
    public void Make_a_directory() => _directory = Directory.CreateTempSubdirectory("olympian-atomic-").FullName;

    [TearDown]
    public void Remove_it() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Replaces_what_is_there()
    {
        File.WriteAllText(Target, "a much longer old text");

        AtomicFile.Write(Target, Bytes("new"));

        Assert.That(File.ReadAllText(Target), Is.EqualTo("new"));
    }

    [Test]
    public void Leaves_no_temporary_file_behind()
    {
        AtomicFile.Write(Target, Bytes("new"));

        Assert.That(Directory.GetFileSystemEntries(_directory), Is.EqualTo(new[] { Target }));
    }

    [Test]
    public void Leaves_no_temporary_file_behind_when_it_fails()
    {
        Directory.CreateDirectory(Target);

        Assert.That(() => AtomicFile.Write(Target, Bytes("new")), Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.EqualTo(new[] { Target }));
    }

    [Test]
    [Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void Gives_exactly_the_mode_it_was_asked_for()
    {
        AtomicFile.Write(Target, Bytes("secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.That(File.GetUnixFileMode(Target), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    [Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void Keeps_the_mode_of_the_file_it_replaces()
    {
        const UnixFileMode ownersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(Target, "old");
        File.SetUnixFileMode(Target, ownersAlone);

        AtomicFile.Write(Target, Bytes("new"));

        Assert.That(File.GetUnixFileMode(Target), Is.EqualTo(ownersAlone));
    }

    [Test]
    [Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void Writes_through_a_link_and_leaves_it_a_link()
    {
        var real = Path.Combine(_directory, "real");
        File.WriteAllText(real, "old");
        File.CreateSymbolicLink(Target, "real");

        AtomicFile.Write(Target, Bytes("new"));

        Assert.That((File.ReadAllText(real), new FileInfo(Target).LinkTarget), Is.EqualTo(("new", "real")));
    }

    [Test]
    public void Never_shows_a_reader_half_a_file()
    {
        var texts = new[] { new string('a', 200_000), new string('b', 300_000) };
        AtomicFile.Write(Target, Bytes(texts[0]));
        using var done = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 40; i++)
            {
                AtomicFile.Write(Target, Bytes(texts[i % 2]));
            }

            done.Cancel();
        });

        var seen = new HashSet<string>();
        while (!done.IsCancellationRequested)
        {
            seen.Add(File.ReadAllText(Target));
        }

        writer.GetAwaiter().GetResult();
        Assert.That(seen, Is.SubsetOf(texts));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
