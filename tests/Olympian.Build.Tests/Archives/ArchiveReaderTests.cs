using System.Formats.Tar;
using System.Text;
using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Archives;

/// <summary>It reads tar archives as engines do.</summary>
public sealed class ArchiveReaderTests
{
    private static readonly string LongName = $"{string.Join('/', Enumerable.Repeat("a-directory-of-some-length", 12))}/file";

    [TestCase(TarEntryFormat.Pax)]
    [TestCase(TarEntryFormat.Gnu)]
    [TestCase(TarEntryFormat.Ustar)]
    public void Reads_what_the_framework_writes(TarEntryFormat format)
    {
        using var archive = new Archive(format)
            .Directory("etc/")
            .File("etc/passwd", "root", mode: 0b100_110_100_100, user: 1000)
            .SymbolicLink("bin", "usr/bin")
            .HardLink("etc/shadow", "etc/passwd")
            .Device("dev/null", 1, 3)
            .Fifo("run/pipe");

        var read = Read(archive.ToStream());

        Assert.That(read.Select(entry => $"{entry.Entry.Path} {entry.Entry.Kind} {entry.Entry.LinkTarget} {entry.Content}"), Is.EqualTo(new[]
        {
            "/etc Directory  ",
            "/etc/passwd File  root",
            "/bin SymbolicLink usr/bin ",
            "/etc/shadow HardLink etc/passwd ",
            "/dev/null CharacterDevice  ",
            "/run/pipe Fifo  ",
        }));
        var file = read[1].Entry;
        Assert.That(
            (file.Mode, file.UserId, file.GroupId, file.Size, file.Modified),
            Is.EqualTo((0b100_110_100_100, 1000L, 1000L, 4L, Archive.Then.ToUnixTimeSeconds())));
        Assert.That((read[4].Entry.DeviceMajor, read[4].Entry.DeviceMinor), Is.EqualTo((1L, 3L)));
    }

    [TestCase(TarEntryFormat.Pax)]
    [TestCase(TarEntryFormat.Gnu)]
    public void Reads_a_name_that_is_longer_than_a_header(TarEntryFormat format)
    {
        using var archive = new Archive(format).File(LongName, "x").SymbolicLink("link", LongName);

        var read = Read(archive.ToStream());

        Assert.That(read[0].Entry.Path.Bytes, Is.EqualTo(LongName));
        Assert.That(read[1].Entry.LinkTarget, Is.EqualTo(LongName));
    }

    [Test]
    public void Joins_the_two_halves_of_a_ustar_name() =>
        Assert.That(Read([.. new RawHeader('0', "name", 0).Text(345, "in/a/directory").ToBytes()])[0].Entry.Path.Bytes, Is.EqualTo("in/a/directory/name"));

    [Test]
    public void Takes_an_old_name_with_a_slash_at_its_end_for_a_directory() =>
        Assert.That(Read([.. new RawHeader('\0', "old/", 0, magic: "").ToBytes()])[0].Entry.Kind, Is.EqualTo(LayerEntryKind.Directory));

    [Test]
    public void Keeps_a_name_that_is_no_text()
    {
        var entry = Read([.. new RawHeader('0', "caf\u00e9\u0001", 0).ToBytes()])[0].Entry;

        Assert.That(entry.Path.Bytes, Is.EqualTo("caf\u00e9\u0001"));
        Assert.That(entry.Path.ToString(), Is.EqualTo(@"/caf\xe9\x01"));
    }

    [Test]
    public void Reads_a_number_that_is_too_large_for_octal_digits()
    {
        var header = new RawHeader('0', "big", 0).Bytes(108, 0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFE).Bytes(136, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE);
        var entry = Read([.. header.ToBytes()])[0].Entry;

        Assert.That((entry.UserId, entry.Modified), Is.EqualTo((0x7FFFFFFEL, -2L)));
    }

    [TestCase("mtime=1234.9", 1234)]
    [TestCase("mtime=-1.5", -2)]
    [TestCase("mtime=-1.0", -1)]
    [TestCase("mtime=7", 7)]
    public void Drops_fractions_of_a_second(string record, long seconds) =>
        Assert.That(Read([.. RawHeader.Extension(record), .. new RawHeader('0', "file", 0).ToBytes()])[0].Entry.Modified, Is.EqualTo(seconds));

    [Test]
    public void Reads_extended_attributes_byte_for_byte()
    {
        var read = Read([.. RawHeader.Extension("SCHILY.xattr.security.capability=\u0001\0=\n\u00ff"), .. new RawHeader('0', "ping", 0).ToBytes()]);

        Assert.That(read[0].Entry.ExtendedAttributes[LayerEntry.Capabilities], Is.EqualTo("\u0001\0=\n\u00ff"));
    }

    [Test]
    public void Passes_over_a_global_header() => // git writes its commit there
        Assert.That(
            Read([.. new RawHeader('g', "pax_global_header", 4).ToBytes(), .. RawHeader.Padded("x\n\n\n"u8.ToArray()), .. new RawHeader('0', "file", 0).ToBytes()])
                .Select(entry => entry.Entry.Path.Bytes),
            Is.EqualTo(["file"]));

    [Test]
    public void Takes_what_a_link_says_of_its_size_for_nothing() =>
        Assert.That(
            Read([.. new RawHeader('1', "link", 512).Text(157, "file").ToBytes(), .. new RawHeader('0', "next", 0).ToBytes()]).Select(entry => entry.Entry.Path.Bytes),
            Is.EqualTo(["link", "next"]));

    [Test]
    public void Expands_a_sparse_file_of_GNUs_first_form()
    {
        byte[] archive =
        [
            .. new RawHeader('S', "sparse", 6, "ustar  \0").Octal(386, 12, 2).Octal(398, 12, 4).Octal(410, 12, 10).Octal(422, 12, 2).Octal(483, 12, 14).ToBytes(),
            .. RawHeader.Padded("dataXY"u8.ToArray()),
            .. new RawHeader('0', "next", 0).ToBytes(),
        ];

        var read = Read(archive);

        Assert.That(read[0].Entry.Size, Is.EqualTo(14));
        Assert.That(read[0].Content, Is.EqualTo("\0\0data\0\0\0\0XY\0\0"));
        Assert.That(read[1].Entry.Path.Bytes, Is.EqualTo("next"));
    }

    [Test]
    public void Reads_on_in_the_map_of_a_sparse_file_of_many_pieces()
    {
        var more = new byte[512];
        Encoding.ASCII.GetBytes("00000000004\0" + "00000000001\0", more);
        byte[] archive =
        [
            .. new RawHeader('S', "sparse", 2, "ustar  \0").Octal(386, 12, 0).Octal(398, 12, 1).Bytes(482, 1).Octal(483, 12, 5).ToBytes(),
            .. more,
            .. RawHeader.Padded("AB"u8.ToArray()),
        ];

        Assert.That(Read(archive)[0].Content, Is.EqualTo("A\0\0\0B"));
    }

    [TestCase(new[] { "GNU.sparse.size=8", "GNU.sparse.map=1,2,6,1" }, "abc", TestName = "Expands_a_sparse_file_of_form_0_1")]
    [TestCase(
        new[] { "GNU.sparse.size=8", "GNU.sparse.offset=1", "GNU.sparse.numbytes=2", "GNU.sparse.offset=6", "GNU.sparse.numbytes=1" }, "abc",
        TestName = "Expands_a_sparse_file_of_form_0_0")]
    public void Expands_a_sparse_file(string[] records, string stored)
    {
        var read = Read([.. RawHeader.Extension(records), .. new RawHeader('0', "file", stored.Length).ToBytes(), .. RawHeader.Padded(Encoding.ASCII.GetBytes(stored))]);

        Assert.That((read[0].Entry.Size, read[0].Content), Is.EqualTo((8L, "\0ab\0\0\0c\0")));
    }

    [Test]
    public void Expands_a_sparse_file_of_form_1_0_whose_map_stands_before_its_content()
    {
        var map = RawHeader.Padded("2\n1\n2\n6\n1\n"u8.ToArray());
        byte[] archive =
        [
            .. RawHeader.Extension("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=real", "GNU.sparse.realsize=8"),
            .. new RawHeader('0', "GNUSparseFile.0/real", map.Length + 3).ToBytes(),
            .. map,
            .. RawHeader.Padded("abc"u8.ToArray()),
        ];

        var read = Read(archive);

        Assert.That((read[0].Entry.Path.Bytes, read[0].Entry.Size, read[0].Content), Is.EqualTo(("real", 8L, "\0ab\0\0\0c\0")));
    }

    [Test]
    public void Ends_at_a_block_of_zeros_and_reads_what_is_behind_it_when_drained()
    {
        using var hashed = new HashingStream(new MemoryStream([.. new RawHeader('0', "a", 0).ToBytes(), .. new byte[1024], .. new byte[10_000_000]]));
        var reader = new ArchiveReader(hashed);
        reader.Next();

        Assert.That(reader.Next(), Is.Null);
        reader.Drain();
        Assert.That(hashed.Bytes, Is.EqualTo(512 + 1024 + 10_000_000));
    }

    [Test]
    public void Reads_content_that_comes_in_small_pieces()
    {
        var content = new byte[700_000];
        new Random(1).NextBytes(content);
        using var archive = new Archive().File("big", content).File("next", "x");

        var reader = new ArchiveReader(new Dripping(archive.ToBytes()));
        reader.Next();
        var read = new MemoryStream();
        for (var piece = reader.NextContent(); !piece.IsEmpty; piece = reader.NextContent())
        {
            read.Write(piece.Span);
        }

        Assert.That(read.ToArray(), Is.EqualTo(content));
        Assert.That(reader.Next()?.Path.Bytes, Is.EqualTo("next"));
    }

    [Test]
    public void Finds_what_was_cut_off()
    {
        using var archive = new Archive(TarEntryFormat.Ustar).File("file", new string('x', 2000));
        var whole = archive.ToBytes();

        Assert.Multiple(() =>
        {
            Assert.That(() => Read(whole[..300]), Throws.TypeOf<DamagedArchive>().With.Message.Contains("half a header"));
            Assert.That(() => Read(whole[..1000]), Throws.TypeOf<DamagedArchive>().With.Message.Contains("1512 bytes before the end of an entry"));
        });
    }

    [Test]
    public void Finds_a_header_that_is_none()
    {
        var header = new RawHeader('0', "file", 0).ToBytes();
        header[3] ^= 1;

        Assert.That(() => Read(header), Throws.TypeOf<DamagedArchive>().With.Message.Contains("checksum"));
    }

    [Test]
    public void Survives_any_garbage() // by a refusal, never by a crash or for ever
    {
        var random = new Random(20261124);
        using var archive = new Archive().File("a/file", new string('x', 3000)).WithAttribute("b", "x", "user.a", "b").SymbolicLink("c", LongName);
        var sound = archive.ToBytes();
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var bytes = (byte[])sound.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Read(bytes[..random.Next(bytes.Length)]);
            }
            catch (DamagedArchive)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(1500));
    }

    private static List<(LayerEntry Entry, string Content)> Read(byte[] bytes) => Read(new MemoryStream(bytes));

    private static List<(LayerEntry Entry, string Content)> Read(Stream stream)
    {
        var reader = new ArchiveReader(stream);
        var entries = new List<(LayerEntry, string)>();
        while (reader.Next() is { } entry)
        {
            var content = new StringBuilder();
            for (var piece = reader.NextContent(); !piece.IsEmpty; piece = reader.NextContent())
            {
                content.Append(Encoding.Latin1.GetString(piece.Span));
            }

            entries.Add((entry, content.ToString()));
        }

        return entries;
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class Dripping(byte[] bytes) : ReadOnlyStream
    {
        private int at;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, 997), bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }
    }
}
