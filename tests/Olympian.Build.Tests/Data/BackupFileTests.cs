using System.Formats.Tar;
using System.Text;
using Olympian.Build.Adapters.Data;
using Olympian.Deployment;
using Olympian.Deployment.Data;

namespace Olympian.Build.Tests.Data;

public sealed class BackupFileTests
{
    private string root = "";

    private string Backup => Path.Combine(root, "shop.tar");

    [SetUp]
    public void Begin() => root = Directory.CreateTempSubdirectory("olympian-test-").FullName;

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    private static async Task<byte[]> ArchiveAsync(params (string Name, string Content)[] files)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "volume/"));
            foreach (var (name, content) in files)
            {
                using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"volume/{name}")
                {
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = bytes,
                });
            }
        }

        return archive.ToArray();
    }

    private async Task<BackupManifest> WriteAsync()
    {
        var file = Path.Combine(root, "data.tmp");
        await File.WriteAllBytesAsync(file, await ArchiveAsync(("a.txt", "one"), ("b.txt", "two")));
        var bytes = await File.ReadAllBytesAsync(file);
        using var archive = new MemoryStream(bytes);
        var (content, entries) = await TreeDigest.OfAsync(archive, default);
        var manifest = new BackupManifest("shop", DateTimeOffset.UnixEpoch, [new("data", bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), content, entries)]);
        await BackupFile.WriteAsync(Backup, manifest, new Dictionary<string, string> { ["data"] = file }, default);
        return manifest;
    }

    [Test]
    public async Task Is_read_back_as_it_was_written()
    {
        var written = await WriteAsync();

        var read = await BackupFile.VerifyAsync(Backup, default);
        using var archive = new MemoryStream();
        await BackupFile.CopyAsync(Backup, read.Volumes[0], archive, default);

        Assert.That(read.Volumes, Is.EqualTo(written.Volumes));
        Assert.That(archive.ToArray(), Is.EqualTo(await File.ReadAllBytesAsync(Path.Combine(root, "data.tmp"))));
        Assert.That(Directory.EnumerateFiles(root).Select(Path.GetFileName), Is.EquivalentTo(new[] { "shop.tar", "shop.tar.sha256", "data.tmp" }));
    }

    [Test]
    public async Task Is_never_written_over_another()
    {
        await File.WriteAllTextAsync(Backup, "precious");

        Assert.That(WriteAsync, Throws.InstanceOf<IOException>());
        Assert.That(await File.ReadAllTextAsync(Backup), Is.EqualTo("precious"));
    }

    [Test]
    public async Task Is_refused_with_one_byte_changed_wherever([Values(0, 600, 1200, 2300, 3300)] int position, [Values] bool withDigestBeside)
    {
        await WriteAsync();
        if (!withDigestBeside)
        {
            File.Delete($"{Backup}.sha256");
        }

        var bytes = await File.ReadAllBytesAsync(Backup);
        bytes[position] ^= 0x21;
        await File.WriteAllBytesAsync(Backup, bytes);

        // Without the digest beside it, what nobody reads (a header's padding, a time) may be another.
        if (withDigestBeside || await IsReadAsync(position))
        {
            Assert.That(() => BackupFile.VerifyAsync(Backup, default), Throws.TypeOf<UsageFailure>().With.Message.Contains("is no whole backup of this build."));
        }
    }

    [Test]
    public async Task Is_refused_where_it_breaks_off([Range(0, 9)] int tenths)
    {
        await WriteAsync();
        File.Delete($"{Backup}.sha256");
        var bytes = await File.ReadAllBytesAsync(Backup);
        // The last two blocks of an archive are zeros, and nobody misses them.
        await File.WriteAllBytesAsync(Backup, bytes[..((bytes.Length - 1024) * tenths / 10)]);

        Assert.That(() => BackupFile.VerifyAsync(Backup, default), Throws.TypeOf<UsageFailure>());
    }

    [Test]
    public void Is_refused_where_there_is_none() =>
        Assert.That(() => BackupFile.VerifyAsync(Path.Combine(root, "none.tar"), default), Throws.TypeOf<UsageFailure>().With.Message.Contains("--target=RestoreData --from=FILE"));

    [Test]
    public async Task Has_a_digest_of_its_tree_that_order_and_directories_times_do_not_change()
    {
        async Task<string> DigestAsync(params (string, string)[] files)
        {
            using var archive = new MemoryStream(await ArchiveAsync(files));
            return (await TreeDigest.OfAsync(archive, default)).Digest;
        }

        var one = await DigestAsync(("a", "1"), ("b", "2"));
        Assert.That(await DigestAsync(("b", "2"), ("a", "1")), Is.EqualTo(one));
        Assert.That(await DigestAsync(("a", "1"), ("b", "3")), Is.Not.EqualTo(one));
        Assert.That(await DigestAsync(("a", "1"), ("c", "2")), Is.Not.EqualTo(one));
        Assert.That(await DigestAsync(("a", "1")), Is.Not.EqualTo(one));
    }

    // Content is found by its digest; of the headers only what is read counts.
    private async Task<bool> IsReadAsync(int position)
    {
        await using var file = File.OpenRead(Backup);
        try
        {
            await using var reader = new TarReader(file);
            while (await reader.GetNextEntryAsync() is { } entry)
            {
                if (entry.DataStream is { } content)
                {
                    var begins = file.Position;
                    await content.CopyToAsync(Stream.Null);
                    if (position >= begins && position < file.Position)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            return true;
        }
    }
}
