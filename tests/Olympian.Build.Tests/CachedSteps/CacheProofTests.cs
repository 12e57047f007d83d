using System.Formats.Tar;
using System.Text;
using Olympian.Build.Tests.Archives;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Stores;
using Olympian.Deployment.Archives;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.CachedSteps;

/// <summary>What the builder keeps is held against what it was right after the build that made it.</summary>
public sealed class CacheProofTests
{
    private readonly EngineFiles files = new();
    private readonly EngineDouble engine = new();
    private readonly SealsDouble seals = new();
    private readonly VerifierDouble journal = new();

    [SetUp]
    public void An_engine_without_a_build_cache()
    {
        files.Layers.Clear();
        files.Files.Clear();
        engine.Cache.Clear();
        seals.Seals.Clear();
        seals.Room = int.MaxValue;
        seals.Interrupt = null;
    }

    [Test]
    public async Task Proves_what_was_made_by_a_sealed_build()
    {
        await BuildAsync(() => AddStep("step1"));

        var proof = await ProveAsync();

        Assert.That(proof.Proven.Select(record => record.Id), Is.EqualTo(["step1"]));
        Assert.That(proof.Report.IsClean);
    }

    [TestCase("../../usr/./bin//tool/")]
    [TestCase("/../absolute")]
    [TestCase("..")]
    [TestCase("a\\b\tc\nd\re\u00fc")]
    public async Task Proves_a_link_whatever_it_leads_to(string target)
    {
        await BuildAsync(() => AddLink("step1", target));

        var proof = await ProveAsync();

        Assert.That(proof.Report.Findings.Select(finding => finding.ToString()), Is.Empty);
        Assert.That(proof.Proven.Select(record => record.Id), Is.EqualTo(["step1"]));
    }

    [TestCase("../tool", "tool")]
    [TestCase("./tool", "tool")]
    [TestCase("/tool", "tool")]
    public async Task Tells_a_link_from_one_that_is_spelt_otherwise(string built, string found)
    {
        await BuildAsync(() => AddLink("step1", built));
        AddLink("step1", found);

        Assert.That(
            (await ProveAsync()).Report.Findings.Select(finding => finding.ToString()),
            Has.Some.Contains($"expected a symbolic link to {built}, found a symbolic link to {found}"));
    }

    [TestCase("content", "/opt/a.txt: expected sha256:")]
    [TestCase("mode", "/opt/a.txt: expected mode 0644, found mode 0600")]
    [TestCase("added", "/opt/b.txt: expected nothing, found a file, mode 0644")]
    [TestCase("deleted", "/opt/a.txt: expected a file, mode 0644")]
    [TestCase("link", "/overlay2/step1 with link 'SHORT' to ../step1/diff, lower 'none', found link 'OTHER' to nothing, lower 'none'")]
    public async Task Names_the_record_the_step_the_path_and_what_changed(string change, string said)
    {
        await BuildAsync(() => AddStep("step1"));
        Alter("step1", change);

        var finding = (await ProveAsync()).Report.Findings.Single().ToString();

        Assert.That(finding, Does.StartWith("build cache: record step1, [build 2/3] WORKDIR /build/org.olympian.project/shop: ").And.Contain(said));
    }

    [Test]
    public async Task Does_not_seal_what_was_there_before_the_build()
    {
        AddStep("older");
        await BuildAsync(() => AddStep("step1"));

        var proof = await ProveAsync();

        Assert.That(proof.Unproven.Select(one => $"{one.Record.Id}: {one.Reason}"), Is.EqualTo(["older: no build of this tool made it"]));
        Assert.That(proof.Report.Ways.Single().Notes, Is.EqualTo(["not proven: 1 of 2 records: no build of this tool made it"]));
    }

    [Test]
    public async Task Calls_a_mount_damaged_when_content_changed_and_its_time_did_not()
    {
        await BuildAsync(() => AddMount("mount1"));
        Alter("mount1", "content");

        Assert.That((await ProveAsync()).Damaged.Select(one => one.Record.Id), Is.EqualTo(["mount1"]));
    }

    [Test]
    public async Task Calls_a_mount_not_proven_when_somebody_wrote_into_it()
    {
        await BuildAsync(() => AddMount("mount1"));
        Alter("mount1", "added");

        Assert.That((await ProveAsync()).Unproven.Single().Reason, Does.StartWith("it was written into after this tool's last build"));
    }

    [Test]
    public async Task Believes_no_damaged_seal()
    {
        await BuildAsync(() => AddStep("step1"));
        seals.Seals["step1"] = seals.Seals["step1"][..^12];

        Assert.That((await ProveAsync()).Unproven.Single().Reason, Does.StartWith("its seal is damaged: "));
    }

    [Test]
    public async Task Is_no_failure_where_the_disk_takes_no_more_seals()
    {
        seals.Room = 1;

        var done = await BuildAsync(() =>
        {
            AddStep("step1");
            AddStep("step2");
            AddStep("step3");
        });

        Assert.That(done, Is.EqualTo(new Sealing(1, 2, "No space left on device")));
        Assert.That((await ProveAsync()).Unproven.Select(one => one.Reason), Is.EqualTo(["no build of this tool made it", "no build of this tool made it"]));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Does_not_hold_a_mount_against_what_it_was_before_a_build_that_could_not_seal_it(bool interrupted)
    {
        await BuildAsync(() => AddMount("mount1"));
        seals.Room = interrupted ? int.MaxValue : 0;
        using var interrupt = new CancellationTokenSource();
        seals.Interrupt = interrupted ? interrupt : null;

        Assert.That(
            () => BuildAsync(() => Alter("mount1", "content"), interrupt.Token),
            interrupted ? Throws.InstanceOf<OperationCanceledException>() : Throws.Nothing);

        var proof = await ProveAsync();
        Assert.That(proof.Damaged.Select(one => one.Record.Id), Is.Empty);
        Assert.That(proof.Unproven.Select(one => one.Reason), Is.EqualTo(["no build of this tool made it"]));
    }

    [Test]
    public async Task Forgets_the_seals_of_directories_that_are_gone()
    {
        await BuildAsync(() => AddStep("step1"));
        await BuildAsync(() =>
        {
            engine.Cache.Clear();
            files.Layers.Clear();
        });

        Assert.That(seals.Seals, Is.Empty);
    }

    [Test]
    public async Task Says_why_nothing_is_known_where_the_engines_files_cannot_be_read()
    {
        var proof = await new ProveCache(engine, new Elsewhere(), seals, TimeProvider.System).RunAsync("shop", journal, CancellationToken.None);

        Assert.That(proof.Report.NotPossible, Is.EqualTo([(Way.Cache, "the engine is on another machine")]));
        Assert.That(proof.Report.Ways, Is.Empty);
    }

    private async Task<Sealing> BuildAsync(Action build, CancellationToken cancellationToken = default)
    {
        var before = await ProveAsync();
        build();
        return await new SealCache(engine, seals).RunAsync("shop", before, journal, cancellationToken);
    }

    private Task<CacheProof> ProveAsync() =>
        new ProveCache(engine, new Here(files), seals, TimeProvider.System).RunAsync("shop", journal, CancellationToken.None);

    private void AddStep(string id) => Add(id, "regular", "[build 2/3] WORKDIR /build/org.olympian.project/shop");

    private void AddMount(string id) => Add(id, "exec.cachemount", "cached mount /npm from exec /bin/sh with id \"/npm/org.olympian.project/shop\"");

    private void AddLink(string id, string target)
    {
        using var archive = new Archive(TarEntryFormat.Pax);
        engine.Cache.Clear();
        AddStep(id);
        files.Layers[$"overlay2/{id}/diff"] = new LayerOnDisk(archive.SymbolicLink("opt/link", target).ToBytes());
    }

    private void Add(string id, string type, string description)
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        files.Layers[$"overlay2/{id}/diff"] = new LayerOnDisk(archive.File("opt/a.txt", "hello").ToBytes());
        files.Files[$"overlay2/{id}/link"] = Encoding.ASCII.GetBytes("SHORT");
        files.Links["overlay2/l/SHORT"] = $"../{id}/diff";
        engine.Cache.Add(new(id, [], type, description, 5, null, InUse: false, Shared: false));
    }

    private void Alter(string id, string change)
    {
        var layer = files.Layers[$"overlay2/{id}/diff"];
        switch (change)
        {
            case "content":
                layer.Write("opt/a.txt", "jello");
                break;
            case "mode":
                layer.Alter("opt/a.txt", entry => entry with { Facts = entry.Facts with { Mode = 0b110_000_000 } });
                break;
            case "added":
                layer.Put("opt/b.txt", LayerEntryKind.File, "new");
                break;
            case "deleted":
                layer.Files.Remove(EntryPath.OfText("opt/a.txt"));
                break;
            default:
                files.Files[$"overlay2/{id}/link"] = Encoding.ASCII.GetBytes("OTHER");
                break;
        }
    }

    private sealed class Here(EngineFiles files) : IStoreLocator
    {
        public Task<StoreAccess> LocateAsync(EngineInfo engine, CancellationToken cancellationToken) => Task.FromResult(StoreAccess.Granted(files));
    }

    private sealed class Elsewhere : IStoreLocator
    {
        public Task<StoreAccess> LocateAsync(EngineInfo engine, CancellationToken cancellationToken) =>
            Task.FromResult(StoreAccess.Refused("the engine is on another machine"));
    }
}
