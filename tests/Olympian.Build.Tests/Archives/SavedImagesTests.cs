using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Archives;

/// <summary>What an engine saves is held against its digests, in every layout.</summary>
public sealed class SavedImagesTests
{
    private static readonly byte[] Lower = Tar(a => a.File("a", "lower"));
    private static readonly byte[] Upper = Tar(a => a.File("b", "upper"));
    private static readonly byte[] Configuration = ConfigurationOf(Lower, Upper);

    [Test]
    public void Reads_the_layout_of_engines_since_25()
    {
        var saved = Read(a => Oci(a, Configuration, Lower, Upper));

        Assert.Multiple(() =>
        {
            Assert.That(saved.Images.Single().Ids, Is.EquivalentTo([Digest(Configuration), Digest(ManifestOf(Configuration, Lower, Upper))]));
            Assert.That(saved.Images.Single().Faults, Is.Empty);
            Assert.That(saved.Contents[Digest(Lower)].Entries.Single().Entry.Path.ToString(), Is.EqualTo("/a"));
            Assert.That(saved.Images.Single().Configuration!.Steps, Is.EqualTo(["COPY a", "COPY b"]));
        });
    }

    [Test]
    public void Reads_the_older_layout_with_links_for_shared_layers()
    {
        var saved = Read(a => a
            .File("0123.json", Configuration)
            .File("first/layer.tar", Lower)
            .SymbolicLink("second/layer.tar", "../third/layer.tar")
            .File("third/layer.tar", Upper)
            .File("manifest.json", Encoding.UTF8.GetBytes("""[{"Config":"0123.json","RepoTags":["a:b"],"Layers":["first/layer.tar","second/layer.tar"]}]""")));

        Assert.That(saved.Images.Single().Ids, Is.EqualTo([Digest(Configuration)]));
        Assert.That(saved.Images.Single().Faults, Is.Empty);
    }

    [Test]
    public void Follows_the_index_of_a_store_that_keeps_layers_compressed()
    {
        var (lower, upper) = (Gzipped(Lower), Gzipped(Upper));
        var manifest = ManifestOf(Configuration, lower, upper);
        var index = IndexOf(manifest);
        var saved = Read(a => a
            .File(Blob(lower), lower).File(Blob(upper), upper).File(Blob(Configuration), Configuration).File(Blob(manifest), manifest).File(Blob(index), index)
            .File("index.json", IndexOf(index)));

        Assert.That(saved.Images.Single().Ids, Is.EquivalentTo([Digest(Configuration), Digest(manifest), Digest(index)]));
        Assert.That(saved.Images.Single().Faults, Is.Empty);
        Assert.That(saved.Contents.Keys, Is.EquivalentTo([Digest(Lower), Digest(Upper)]));
    }

    [TestCase("{")]
    [TestCase(" [1]")]
    [TestCase("\u001f\u008bx")]
    [TestCase("\u0028\u00b5\u002f\u00fdx")]
    public void Takes_a_layer_for_one_whatever_its_first_file_is_called(string name) // JSON, gzip and Zstandard begin so
    {
        byte[] odd = [.. new RawHeader('0', name, 0).ToBytes(), .. new byte[1024]];
        var saved = Read(a => Oci(a, ConfigurationOf(odd, Upper), odd, Upper));

        Assert.That(saved.Images.Single().Faults, Is.Empty);
        Assert.That(saved.Contents[Digest(odd)].Entries.Single().Entry.Path, Is.EqualTo(EntryPath.OfBytes(name)));
    }

    [Test]
    public void Names_the_layer_that_is_another()
    {
        var damaged = Tar(a => a.File("b", "Upper"));
        var saved = Read(a => Oci(a, Configuration, Lower, Upper, stored: [Lower, damaged]));

        Assert.That(
            saved.Images.Single().Faults.Select(found => (found.DiffId, found.Fault.Expected, found.Fault.Actual)),
            Is.EqualTo(new[]
            {
                (Digest(Upper), $"digest {Digest(Upper)}", Digest(damaged)),
                (Digest(Upper), $"diff id {Digest(Upper)}", Digest(damaged)),
            }));
    }

    [Test]
    public void Finds_a_compressed_layer_that_cannot_be_read()
    {
        var (lower, upper) = (Gzipped(Lower), Gzipped(Upper));
        var damaged = (byte[])upper.Clone();
        damaged[upper.Length / 2] ^= 0xFF;
        var saved = Read(a => Oci(a, Configuration, lower, upper, stored: [lower, damaged]));

        Assert.That(saved.Images.Single().Faults.Select(found => found.DiffId), Is.EqualTo([Digest(Upper), Digest(Upper)]));
    }

    [Test]
    public void Finds_a_layer_that_is_not_there() =>
        Assert.That(
            Read(a => Oci(a, Configuration, Lower, Upper, stored: [Lower])).Images.Single().Faults.Single().Fault.Actual, Is.EqualTo("no such file"));

    [Test]
    public void Finds_a_configuration_that_does_not_have_its_name()
    {
        var other = ConfigurationOf(Lower);
        var saved = Read(a => a
            .File(Blob(Configuration), other).File(Blob(Lower), Lower)
            .File("manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"{{Blob(Configuration)}}","Layers":["{{Blob(Lower)}}"]}]""")));

        Assert.That(saved.Images.Single().Faults.Single().Fault.Actual, Is.EqualTo(Digest(other)));
        Assert.That(saved.Images.Single().Ids, Does.Not.Contain(Digest(Configuration)));
    }

    [Test]
    public void Finds_fewer_layers_than_the_configuration_names() =>
        Assert.That(
            Read(a => a.File(Blob(Configuration), Configuration).File(Blob(Lower), Lower)
                .File("manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"{{Blob(Configuration)}}","Layers":["{{Blob(Lower)}}"]}]"""))).Images.Single().Faults.Single().Fault.Actual,
            Is.EqualTo("1 layers"));

    [Test]
    public void Names_the_blob_that_an_engine_broke_off_behind() // containerd's, of which the engine says nothing
    {
        Assert.That(
            () => Read(a => a.File(Blob(Configuration), Configuration).File(Blob(Lower), "another")),
            Throws.TypeOf<DamagedArchive>().With.Message.Contains($"breaks off after the blob {Digest(Lower)}"));
    }

    [Test]
    public void Refuses_what_is_no_archive_of_images() =>
        Assert.That(() => Read(a => a.File("a", "b")), Throws.TypeOf<DamagedArchive>().With.Message.Contains("names no image"));

    private static SavedImages Read(Action<Archive> fill)
    {
        using var archive = new Archive();
        fill(archive);
        return SavedImages.Read(archive.ToStream(), withContents: true, _ => throw new InvalidOperationException("nothing here is Zstandard"));
    }

    private static void Oci(Archive archive, byte[] configuration, byte[] lower, byte[] upper, byte[][]? stored = null)
    {
        byte[][] named = [lower, upper];
        foreach (var (name, content) in named.Zip(stored ?? named))
        {
            archive.File(Blob(name), content);
        }

        var manifest = ManifestOf(configuration, lower, upper);
        archive.File(Blob(configuration), configuration)
            .File(Blob(manifest), manifest)
            .File("index.json", IndexOf(manifest))
            .File("manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"{{Blob(configuration)}}","RepoTags":null,"Layers":["{{Blob(lower)}}","{{Blob(upper)}}"]}]"""));
    }

    private static byte[] ConfigurationOf(params byte[][] layers) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        architecture = "amd64",
        rootfs = new { type = "layers", diff_ids = layers.Select(Digest) },
        history = new object[] { new { created_by = "COPY a" }, new { created_by = "CMD x", empty_layer = true }, new { created_by = "COPY b" } },
    });

    private static byte[] ManifestOf(byte[] configuration, params byte[][] layers) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        schemaVersion = 2,
        config = new { digest = Digest(configuration) },
        layers = layers.Select(layer => new { digest = Digest(layer) }),
    });

    private static byte[] IndexOf(byte[] manifest) => JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, manifests = new[] { new { digest = Digest(manifest) } } });

    private static byte[] Tar(Action<Archive> fill)
    {
        using var archive = new Archive();
        fill(archive);
        return archive.ToBytes();
    }

    private static byte[] Gzipped(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private static string Blob(byte[] bytes) => Digest(bytes).Replace("sha256:", "blobs/sha256/", StringComparison.Ordinal);
}
