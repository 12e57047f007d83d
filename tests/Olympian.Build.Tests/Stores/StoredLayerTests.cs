using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Olympian.Build.Tests.Archives;
using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Stores;

/// <summary>A layer on disk is held against its diff id, its headers, and the list of its files.</summary>
public sealed class StoredLayerTests
{
    private static TestCaseData[] Alterations =>
    [
        Case("a flipped byte", layer => layer.Write("bin/app", "bIn")).Returns(new[] { "Content /bin/app" }),
        Case("a file cut off", layer => layer.Write("bin/app", "bi")).Returns(new[] { "Content /bin/app" }),
        Case("a file grown", layer => layer.Write("bin/app", "bin+")).Returns(new[] { "Content /bin/app" }),
        Case("a file gone", layer => layer.Files.Remove(EntryPath.OfText("bin/app"))).Returns(new[] { "Missing /bin/app" }),
        Case("an empty file gone", layer => layer.Files.Remove(EntryPath.OfText("empty"))).Returns(new[] { "Missing /empty" }),
        Case("a file added", layer => layer.Put("bin/evil", LayerEntryKind.File, "x")).Returns(new[] { "Unexpected /bin/evil" }),
        Case("a file renamed", layer => Rename(layer, "bin/app", "bin/ap")).Returns(new[] { "Missing /bin/app", "Unexpected /bin/ap" }),
        Case("a mode", layer => Alter(layer, "bin/app", entry => entry with { Mode = 0 })).Returns(new[] { "Attributes /bin/app" }),
        Case("an owner", layer => Alter(layer, "bin/app", entry => entry with { UserId = 9 })).Returns(new[] { "Attributes /bin/app" }),
        Case("a group", layer => Alter(layer, "bin", entry => entry with { GroupId = 9 })).Returns(new[] { "Attributes /bin" }),
        Case("mode and owner", layer => Alter(layer, "bin", entry => entry with { GroupId = 9, Mode = 0 })).Returns(new[] { "Attributes /bin", "Attributes /bin" }),
        Case("a time", layer => Alter(layer, "bin/app", entry => entry with { Modified = 0 })).Returns(new[] { "Attributes /bin/app" }),
        Case("a link's target", layer => Alter(layer, "lib", entry => entry with { LinkTarget = "usr/lib64" })).Returns(new[] { "Attributes /lib" }),
        Case("a device's number", layer => Alter(layer, "null", entry => entry with { DeviceMinor = 5 })).Returns(new[] { "Attributes /null" }),
        Case("a capability", layer => Alter(layer, "bin/app", entry => entry with { ExtendedAttributes = new Dictionary<string, string> { [LayerEntry.Capabilities] = "all" } }))
            .Returns(new[] { "Attributes /bin/app" }),
        Case("a file made a link to a copy of it", layer => layer.Put("bin/app", LayerEntryKind.SymbolicLink)).Returns(new[] { "Missing /bin/app", "Attributes /bin/app", "Attributes /bin/other" }),
        Case("a hard link broken", layer => layer.Put("bin/other", LayerEntryKind.File, "bin")).Returns(new[] { "Attributes /bin/other" }),
        Case("a whiteout gone", layer => layer.Files.Remove(EntryPath.OfText("gone"))).Returns(new[] { "Missing /gone" }),
        Case("an opaque directory that lets through", layer => layer.Alter("bin", entry => entry with { IsOpaque = false })).Returns(new[] { "Attributes /bin" }),
        Case("a label of a security module", layer => Alter(layer, "bin", entry => entry with { ExtendedAttributes = new Dictionary<string, string> { ["security.selinux"] = "x" } }))
            .Returns(Array.Empty<string>()),
        Case("nothing", _ => { }).Returns(Array.Empty<string>()),
    ];

    private static TestCaseData[] DamagedRecords =>
    [
        Case("cut in half", layer => layer.Record = Compressed(layer)[..(Compressed(layer).Length / 2)]),
        Case("empty", layer => layer.Record = []),
        Case("no gzip", layer => layer.Record = Encoding.UTF8.GetBytes("garbage, more than a few bytes of it")),
        Case("a flipped bit", layer => Flip(layer)),
        Case("no JSON", layer => layer.RecordLines[3] = "{\"type\":2,\"payload\"0}"),
        Case("another type", layer => layer.RecordLines[3] = "{\"type\":3,\"payload\":null}"),
        Case("a negative size", layer => layer.RecordLines[1] = "{\"type\":1,\"name\":\"bin\",\"size\":-1}"),
        Case("cut at a line", layer => layer.RecordLines.RemoveRange(4, layer.RecordLines.Count - 4)),
        Case("another header", layer => layer.RecordLines[0] = layer.RecordLines[0].Replace("AAAA", "AAAB", StringComparison.Ordinal)),
    ];

    [TestCaseSource(nameof(Alterations))]
    public IReadOnlyList<string> Finds(Action<object> alter)
    {
        var layer = Layer();
        alter(layer);
        return layer.Faults();
    }

    [TestCaseSource(nameof(DamagedRecords))]
    public void Finds_a_record_of_the_archive_that_is(Action<object> alter)
    {
        var layer = Layer();
        alter(layer);

        Assert.That(layer.Faults(), Is.EqualTo(["ArchiveRecord -"]));
    }

    [Test]
    public void Names_each_file_that_is_another()
    {
        var layer = Layer();
        layer.Write("bin/app", "BIN");
        layer.Write("etc", "ETC");

        Assert.That(layer.Faults(), Is.EquivalentTo(["Content /bin/app", "Content /etc"]));
    }

    [Test]
    public void Says_what_was_expected_and_found()
    {
        var layer = Layer();
        Alter(layer, "bin/app", entry => entry with { Mode = 0b111_111_111 });

        var fault = layer.Read().Faults.Single();
        Assert.That((fault.Expected, fault.Actual), Is.EqualTo(("mode 0644", "mode 0777")));
    }

    [Test]
    public void Compares_checksums_where_an_archive_held_a_path_twice() // the engine cannot save such a layer itself
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        var twice = new LayerOnDisk(archive.File("a", "first").File("a", "second").ToBytes());
        var reading = twice.Read();

        Assert.That(reading.Faults, Is.Empty);
        Assert.That(reading.Note, Does.Contain("/a twice"));
        twice.Write("a", "secone");
        Assert.That(twice.Faults(), Is.EqualTo(["Content /a"]));
    }

    [Test]
    public void Unpacks_through_a_link_as_the_engine_did()
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        var layer = new LayerOnDisk(archive.Directory("usr/lib").SymbolicLink("lib", "usr/lib").ToBytes());
        layer.Put("usr/lib/added", LayerEntryKind.File);

        Assert.That(layer.Faults(), Is.EqualTo(["Unexpected /usr/lib/added"]));
    }

    [Test]
    public void Takes_the_last_name_of_a_file_for_its_attributes() // whoever unpacks a hard link sets them once more
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        var layer = new LayerOnDisk(archive.File("a", "x", mode: 0b110_000_000).HardLink("b", "a").ToBytes());
        Alter(layer, "a", entry => entry with { Mode = 0b110_100_100 });
        layer.Files[EntryPath.OfText("b")] = layer.Files[EntryPath.OfText("a")];

        Assert.That(layer.Faults(), Is.Empty);
    }

    [Test]
    public void Takes_the_last_name_also_where_it_is_a_name_of_a_name()
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        var layer = new LayerOnDisk(archive.File("a", "x", mode: 0b110_000_000).HardLink("b", "a").HardLink("c", "b").ToBytes());
        Alter(layer, "a", entry => entry with { Mode = 0b110_100_100 });
        layer.Files[EntryPath.OfText("b")] = layer.Files[EntryPath.OfText("c")] = layer.Files[EntryPath.OfText("a")];

        Assert.That(layer.Faults(), Is.Empty);
        Alter(layer, "a", entry => entry with { Mode = 0b110_000_000 });
        Assert.That(layer.Faults(), Is.EqualTo(["Attributes /a"]));
    }

    [Test]
    public void Compares_checksums_where_an_archive_held_a_sparse_file() // which the record tells as it is on the disk
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        var layer = new LayerOnDisk(archive.File("sparse", "more than was stored").ToBytes());
        var extension = RawHeader.Extension("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=20");
        layer.RecordLines.Insert(0, System.Text.Json.JsonSerializer.Serialize(new { type = 2, payload = extension }));

        var reading = layer.Read();

        Assert.That(reading.Faults, Is.Empty);
        Assert.That(reading.Note, Does.Contain("sparse"));
        layer.Write("sparse", "more than was Stored");
        Assert.That(layer.Faults(), Is.EqualTo(["Content /sparse"]));
    }

    [Test]
    public void Stops_when_asked_to()
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        var layer = new LayerOnDisk(archive.File("a", "x").ToBytes());

        Assert.That(
            () => Deployment.Stores.StoredLayer.Read(layer.DiffId, () => new MemoryStream(Compressed(layer)), layer, _ => { }, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static LayerOnDisk Layer()
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        return new(archive
            .Directory("bin").File("bin/.wh..wh..opq").File("bin/app", "bin").HardLink("bin/other", "bin/app")
            .File("empty").File("etc", "etc").SymbolicLink("lib", "usr/lib").Device("null", 1, 3).File(".wh.gone").ToBytes());
    }

    private static TestCaseData Case(string name, Action<LayerOnDisk> alter) =>
        new TestCaseData((Action<object>)(layer => alter((LayerOnDisk)layer))).SetArgDisplayNames(name);

    private static void Alter(LayerOnDisk layer, string path, Func<LayerEntry, LayerEntry> change) =>
        layer.Alter(path, stored => stored with { Facts = change(stored.Facts) });

    private static void Rename(LayerOnDisk layer, string from, string to)
    {
        layer.Files[EntryPath.OfText(to)] = layer.Files[EntryPath.OfText(from)];
        layer.Files.Remove(EntryPath.OfText(from));
    }

    private static void Flip(LayerOnDisk layer)
    {
        var bytes = Compressed(layer);
        bytes[bytes.Length / 2] ^= 4;
        layer.Record = bytes;
    }

    private static byte[] Compressed(LayerOnDisk layer)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(layer.RecordLines.Select(line => $"{line}\n"))));
        }

        return output.ToArray();
    }
}
