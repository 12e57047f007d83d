using System.Text;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Stores;

/// <summary>The layer database of overlay2 and what it points at are held against each other.</summary>
public sealed class OverlayStoreTests
{
    private EngineFiles files = null!;
    private string image = null!;

    private static TestCaseData[] Alterations =>
    [
        Case("diff altered", (files, entry, _) => files.Files[$"{entry}/diff"][10] ^= 1).Returns(FaultKind.Database),
        Case("parent altered", (files, entry, _) => files.Files[$"{entry}/parent"][10] ^= 1).Returns(FaultKind.Database),
        Case("parent gone", (files, entry, _) => files.Files.Remove($"{entry}/parent")).Returns(FaultKind.Database),
        Case("size no number", (files, entry, _) => files.Files[$"{entry}/size"] = "a"u8.ToArray()).Returns(FaultKind.Database),
        Case("cache-id gone", (files, entry, _) => files.Files.Remove($"{entry}/cache-id")).Returns(FaultKind.Database),
        Case("cache-id empty", (files, entry, _) => files.Files[$"{entry}/cache-id"] = []).Returns(FaultKind.Database),
        Case("cache-id a way out", (files, entry, _) => files.Files[$"{entry}/cache-id"] = "../../etc"u8.ToArray()).Returns(FaultKind.Database),
        Case("entry gone", (files, entry, _) => Forget(files, entry)).Returns(FaultKind.Database),
        Case("entry empty", (files, entry, _) =>
        {
            Forget(files, entry);
            files.EmptyDirectories.Add(entry);
        }).Returns(FaultKind.Database),
        Case("directory gone", (files, _, cache) => files.Layers.Remove($"overlay2/{cache}/diff")).Returns(FaultKind.Directory),
        Case("link gone", (files, _, cache) => files.Files.Remove($"overlay2/{cache}/link")).Returns(FaultKind.Link),
        Case("link empty", (files, _, cache) => files.Files[$"overlay2/{cache}/link"] = []).Returns(FaultKind.Link),
        Case("short link gone", (files, _, cache) => files.Links.Remove($"overlay2/l/{Encoding.UTF8.GetString(files.Files[$"overlay2/{cache}/link"])}")).Returns(FaultKind.Link),
        Case("lower altered", (files, _, cache) => files.Files[$"overlay2/{cache}/lower"][3] ^= 1).Returns(FaultKind.Link),
        Case("lower gone", (files, _, cache) => files.Files.Remove($"overlay2/{cache}/lower")).Returns(FaultKind.Link),
        Case("nothing", (_, _, _) => { }).Returns(null),
    ];

    [SetUp]
    public void An_image_of_three_layers()
    {
        files = new();
        image = files.Add(("a", "one"), ("b", "two"), ("c", "three"));
    }

    [TestCaseSource(nameof(Alterations))]
    public FaultKind? Finds(Action<object, string, string> alter)
    {
        var chains = files.ChainsOf(image);
        alter(files, EngineFiles.EntryOf(chains[1]), files.CacheIdOf(chains[1]));

        var record = new OverlayStore(files).Record(chains[1], DiffIdOf(1), chains[0]);
        return record.Faults.Count == 0 ? null : record.Faults.Select(fault => fault.Kind).Distinct().Single();
    }

    [Test]
    public void Says_where_and_what()
    {
        var chain = files.ChainsOf(image)[0];
        var diffId = DiffIdOf(0);
        files.Files[$"{EngineFiles.EntryOf(chain)}/cache-id"] = [];

        var fault = new OverlayStore(files).Record(chain, diffId, null).Faults.Single();
        Assert.That(
            (fault.Expected, fault.Actual),
            Is.EqualTo(($"the name of a directory in /data/{EngineFiles.EntryOf(chain)}/cache-id", "an empty file")));
    }

    [Test]
    public void Finds_a_configuration_that_does_not_have_its_name()
    {
        files.Files[$"image/overlay2/imagedb/content/sha256/{image[7..]}"][5] ^= 1;

        var reading = new OverlayStore(files).Configuration(image);
        Assert.That((reading.Configuration, reading.Fault?.Kind), Is.EqualTo((default(Deployment.Archives.ImageConfiguration), FaultKind.Configuration)));
    }

    [Test]
    public void Finds_a_configuration_that_is_gone()
    {
        files.Files.Remove($"image/overlay2/imagedb/content/sha256/{image[7..]}");

        Assert.That(new OverlayStore(files).Configuration(image).Fault?.Actual, Is.EqualTo("no such file"));
    }

    [Test]
    public void Reads_a_layer_whole()
    {
        var chains = files.ChainsOf(image);
        files.LayerOf(chains[2]).Write("c", "thrEe");

        var reading = new OverlayStore(files).Read(chains[2], DiffIdOf(2), files.CacheIdOf(chains[2]), _ => { }, CancellationToken.None);
        Assert.That(reading.Faults.Select(fault => $"{fault.Kind} {fault.Path}"), Is.EqualTo(["Content /c"]));
    }

    [Test]
    public void Finds_a_record_of_an_archive_that_is_gone()
    {
        var chain = files.ChainsOf(image)[0];
        files.Files.Remove($"{EngineFiles.EntryOf(chain)}/tar-split.json.gz");

        var reading = new OverlayStore(files).Read(chain, DiffIdOf(0), files.CacheIdOf(chain), _ => { }, CancellationToken.None);
        Assert.That(reading.Faults.Select(fault => fault.Kind), Is.EqualTo([FaultKind.ArchiveRecord]));
    }

    [Test]
    public void Tells_layers_from_all_else_below_overlay2() =>
        Assert.That(new OverlayStore(files).ChainsByDirectory().Keys, Is.EquivalentTo(files.ChainsOf(image).Select(files.CacheIdOf)));

    private string DiffIdOf(int layer) =>
        files.Layers.Keys.Where(key => key.StartsWith("new ", StringComparison.Ordinal)).ElementAt(layer)[4..];

    private static TestCaseData Case(string name, Action<EngineFiles, string, string> alter) =>
        new TestCaseData((Action<object, string, string>)((files, entry, cache) => alter((EngineFiles)files, entry, cache))).SetArgDisplayNames(name);

    private static void Forget(EngineFiles files, string entry)
    {
        foreach (var file in files.Files.Keys.Where(file => file.StartsWith(entry, StringComparison.Ordinal)).ToArray())
        {
            files.Files.Remove(file);
        }
    }
}
