using Olympian.Build.Adapters.Registries;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class LayerReaderTests
{
    private static readonly RegistryImage Image = RegistryImage.Parse("registry.example/shop/base:1");

    private static TestCaseData[] Packings =>
    [
        new TestCaseData(HandMadeLayer.Gzip("alpha")).SetArgDisplayNames("gzip"),
        new TestCaseData(HandMadeLayer.GzipOfMembers("al", "ph", "a")).SetArgDisplayNames("gzip of several members"),
        new TestCaseData(HandMadeLayer.Zstd("alpha")).SetArgDisplayNames("zstd"),
        new TestCaseData(HandMadeLayer.Zstd("al", "pha")).SetArgDisplayNames("zstd of several frames"),
        new TestCaseData(Skipping(HandMadeLayer.Zstd("alpha"))).SetArgDisplayNames("zstd after a frame to skip"),
        new TestCaseData(HandMadeLayer.Plain("alpha")).SetArgDisplayNames("not packed"),
        new TestCaseData(HandMadeLayer.Plain("alpha") with { MediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip" })
            .SetArgDisplayNames("not packed but called gzip"),
        new TestCaseData(HandMadeLayer.Zstd("alpha") with { MediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip" })
            .SetArgDisplayNames("zstd but called gzip"),
        new TestCaseData(HandMadeLayer.Gzip("")).SetArgDisplayNames("gzip of nothing"),
        new TestCaseData(HandMadeLayer.Plain("")).SetArgDisplayNames("nothing"),
    ];

    [TestCaseSource(nameof(Packings))]
    public async Task Unpacks(object layer) // typed object: a public test cannot take an internal type
    {
        var made = (HandMadeLayer)layer;
        using var archive = new MemoryStream();

        await Reader(made).FetchAsync(Image, Descriptor(made), made.DiffId, archive, null, default);

        Assert.That(archive.ToArray(), Is.EqualTo(made.Archive));
    }

    [TestCaseSource(nameof(Packings))]
    public async Task Says_what_a_layer_is_by_its_bytes(object layer)
    {
        var made = (HandMadeLayer)layer;

        var reading = await Reader(made).ReadAsync(Image, Descriptor(made), null, default);

        Assert.That(reading, Is.EqualTo(new LayerReading(new(made.Blob.Length, false, made.Digest), made.DiffId, null)));
    }

    [TestCase("gzip", 20_000, "the gzip stream is damaged")]
    [TestCase("zstd", 4, "the zstd stream is damaged: ")]
    public async Task Hashes_a_damaged_layer_to_its_end(string packing, int where, string trouble)
    {
        var made = packing == "gzip" ? HandMadeLayer.Gzip(Long) : HandMadeLayer.Zstd(Long);
        var damaged = made with { Blob = [.. made.Blob] };
        damaged.Blob.AsSpan(where, 16).Fill(0xff);

        var reading = await Reader(made, damaged.Blob).ReadAsync(Image, Descriptor(made), null, default);

        Assert.Multiple(() =>
        {
            Assert.That(reading.Blob, Is.EqualTo(new BlobReading(made.Blob.Length, false, damaged.Digest)));
            Assert.That(reading.DiffId, Is.Null);
            Assert.That(reading.Trouble, Does.StartWith(trouble));
        });
    }

    [Test]
    public async Task Knows_a_zstd_layer_that_ends_too_early()
    {
        var made = HandMadeLayer.Zstd("alpha");

        var reading = await Reader(made, made.Blob[..^1]).ReadAsync(Image, Descriptor(made), null, default);

        Assert.That(
            (reading.Blob.Bytes, reading.DiffId, reading.Trouble),
            Is.EqualTo((made.Blob.Length - 1L, (string?)null, "the zstd stream ends too early")));
    }

    [Test]
    public async Task Reads_no_more_than_was_announced()
    {
        var made = HandMadeLayer.Plain("alpha");

        var reading = await Reader(made, HandMadeLayer.Bytes("alphabet")).ReadAsync(Image, Descriptor(made), null, default);

        Assert.That(reading.Blob, Is.EqualTo(new BlobReading(5, true, made.Digest)));
    }

    [Test]
    public void Hands_over_no_layer_that_is_another()
    {
        var made = HandMadeLayer.Gzip("alpha");
        var reader = Reader(made, Flipped(made.Blob, made.Blob.Length - 5));

        Assert.That(
            () => reader.FetchAsync(Image, Descriptor(made), made.DiffId, Stream.Null, null, default),
            Throws.TypeOf<RegistryWrongContent>().With.Message.StartsWith(
                $"The registry registry.example holds layer {made.Digest} of shop/base damaged.\nExpected {made.Digest}, got sha256:"));
    }

    [Test]
    public void Hands_over_no_layer_that_unpacks_to_another()
    {
        var made = HandMadeLayer.Gzip("alpha");
        var other = HandMadeLayer.Gzip("beta").DiffId;

        Assert.That(
            () => Reader(made).FetchAsync(Image, Descriptor(made), other, Stream.Null, null, default),
            Throws.TypeOf<RegistryWrongContent>().With.Message.Contains(
                $"holds layer {made.Digest}, unpacked, of shop/base damaged.\nExpected {other}, got {made.DiffId}."));
    }

    [Test]
    public async Task Tells_how_much_came()
    {
        var made = HandMadeLayer.Gzip(Long);
        long told = 0;

        await Reader(made).ReadAsync(Image, Descriptor(made), more => told += more, default);

        Assert.That(told, Is.EqualTo(made.Blob.Length));
    }

    [Test]
    public void Keeps_nothing_of_a_large_layer_in_memory()
    {
        const long size = 64 * 1024 * 1024;
        var reader = new LayerReader(new EndlessRegistry(), new LayerDecompressor());
        var layer = new RegistryDescriptor("application/vnd.oci.image.layer.v1.tar", Sha.Of([]), size);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = reader.ReadAsync(Image, layer, null, default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Multiple(() =>
        {
            Assert.That(reading.IsCompletedSuccessfully, "nothing waits, so all of it ran on this thread");
            Assert.That(reading.GetAwaiter().GetResult().Blob.Bytes, Is.EqualTo(size));
            Assert.That(allocated, Is.LessThan(2 * 1024 * 1024));
        });
    }

    private static string Long => string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number}\n"));

    private static HandMadeLayer Skipping(HandMadeLayer layer) =>
        layer with { Blob = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3, .. layer.Blob] };

    private static byte[] Flipped(byte[] bytes, int position)
    {
        byte[] copy = [.. bytes];
        copy[position] ^= 1;
        return copy;
    }

    private static RegistryDescriptor Descriptor(HandMadeLayer layer) => new(layer.MediaType, layer.Digest, layer.Blob.Length);

    private static LayerReader Reader(HandMadeLayer layer, byte[]? blob = null)
    {
        var registry = new RegistryDouble();
        registry.Blobs[layer.Digest] = blob ?? layer.Blob;
        return new(registry, new LayerDecompressor());
    }

    /// <summary>Whose only blob never ends.</summary>
    private sealed class EndlessRegistry : IRegistry
    {
        public Task<string> DigestAsync(RegistryImage image, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RegistryManifest> ManifestAsync(RegistryImage image, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Stream> BlobAsync(RegistryImage image, string digest, CancellationToken cancellationToken) =>
            Task.FromResult<Stream>(new Endless());
    }

    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
