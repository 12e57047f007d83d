using System.Security.Cryptography;
using Olympian.Build.Adapters.Sources;

namespace Olympian.Build.Tests.Sources;

public sealed class Md5ContentDigestsTests
{
    private string root = "";

    [SetUp]
    public void MakeDirectory() => root = Directory.CreateTempSubdirectory("olympian-digests-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(root, recursive: true);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase((256 * 1024) - 1)]
    [TestCase(256 * 1024)]
    [TestCase((256 * 1024) + 1)]
    [TestCase(3 * 256 * 1024)]
    [TestCase(5_000_000)]
    public void Names_the_whole_content_however_it_falls_into_pieces(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(root + "/file", content);

        var (status, md5) = new Md5ContentDigests().Of(Walked("file"), CancellationToken.None);

#pragma warning disable CA5351 // The fingerprint's own hash.
        Assert.That(md5, Is.EqualTo(Convert.ToHexStringLower(MD5.HashData(content))));
#pragma warning restore CA5351
        Assert.That(status.Length, Is.EqualTo(length));
    }

    [TestCase(10, 20)]
    [TestCase(20, 10)]
    [TestCase(10, 600_000)]
    [TestCase(600_000, 10)]
    public void Reads_again_what_changed_since_it_was_listed(int before, int after)
    {
        File.WriteAllBytes(root + "/file", new byte[before]);
        var walked = Walked("file");
        File.WriteAllBytes(root + "/file", new byte[after]);

        Assert.That(new Md5ContentDigests().Of(walked, CancellationToken.None).Status.Length, Is.EqualTo(after));
    }

    [Test]
    [Platform(Include = "Linux")]
    [CancelAfter(10_000)]
    public void Does_not_wait_at_a_fifo_that_took_a_files_place(CancellationToken cancellation)
    {
        File.WriteAllText(root + "/file", "content");
        var walked = Walked("file");
        File.Delete(root + "/file");
        NativeFiles.MakeFifo(root + "/file");

        Assert.That(() => new Md5ContentDigests().Of(walked, cancellation), Throws.TypeOf<SourceChangedFailure>());
    }

    [Test]
    public void Tells_of_a_file_that_went() =>
        Assert.That(
            () =>
            {
                File.WriteAllText(root + "/file", "content");
                var walked = Walked("file");
                File.Delete(root + "/file");
                return new Md5ContentDigests().Of(walked, CancellationToken.None);
            },
            Throws.TypeOf<SourceChangedFailure>());

    private WalkedEntry Walked(string name) => new(root, name, FileStatus.Of($"{root}/{name}"), LinkTarget: null);
}
