using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Healing;

/// <summary>What of a project is damaged, and whether something has to be built anew for it.</summary>
public sealed class FindDamageTests
{
    private Broken broken = null!;

    [SetUp]
    public void A_damaged_base() => broken = new();

    private Task<ProjectDamage> FindAsync() =>
        new FindDamage(broken.Engine, new ReleaseInventory(broken.Engine), broken.Disk).RunAsync(Shop.Project, [], broken.Journal, default);

    [Test]
    public async Task Builds_anew_what_runs_upon_damage()
    {
        var image = Labelled(broken.Built(Facts.First, "web"));
        broken.Run(image, ContainerState.Running);

        var damage = await FindAsync();

        Assert.Multiple(() =>
        {
            Assert.That((damage.SourceHash, damage.IsRunning), Is.EqualTo(("33dd", true)));
            Assert.That(damage.Chains, Is.EqualTo([broken.Lower]));
            Assert.That(damage.Bases.Select(name => name.Familiar), Is.EqualTo([Broken.Node]));
            Assert.That(damage.Holders.Running, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Builds_nothing_anew_for_an_old_release()
    {
        Labelled(broken.Built(Facts.First, "web"));

        var damage = await FindAsync();

        Assert.That((damage.SourceHash, damage.IsRunning), Is.EqualTo(((string?)null, false)));
        Assert.That(damage.Holders.CanLetGo);
        Assert.That(broken.Disk.Looks.Single(), Is.EqualTo($"web of {Facts.First}, base {Broken.Node}"));
    }

    [Test]
    public async Task Finds_nothing_where_nothing_is_damaged()
    {
        broken.Disk.Damaged.Clear();
        broken.Run(Labelled(broken.Built(Facts.First, "web")), ContainerState.Running);

        var damage = await FindAsync();

        Assert.That(damage.Report.IsClean);
        Assert.That((damage.SourceHash, damage.IsRunning, damage.Chains.Count), Is.EqualTo(((string?)null, false, 0)));
    }

    private ImageFacts Labelled(ImageFacts image)
    {
        var labelled = image with { Labels = new Dictionary<string, string>(image.Labels) { [ImageLabels.SourceHash] = "33dd" } };
        broken.Engine.Images[broken.Engine.Images.IndexOf(image)] = labelled;
        return labelled;
    }
}
