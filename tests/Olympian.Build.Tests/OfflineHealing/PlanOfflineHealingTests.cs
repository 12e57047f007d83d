using System.Text;
using System.Text.Json;
using Olympian.Build.Tests.Stores;
using Olympian.Deployment;
using Olympian.Deployment.OfflineHealing;

namespace Olympian.Build.Tests.OfflineHealing;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PlanOfflineHealingTests
{
    private static readonly Dictionary<string, string> Ours = new() { ["org.olympian.project"] = "shop", ["org.olympian.service"] = "web" };

    private readonly EngineFiles files = new();

    [Test]
    public void Finds_nothing_in_a_whole_layer_database()
    {
        Named(files.Add(("a.txt", "low"), ("b.txt", "high")), "their/web:1");

        Assert.That(Plan().IsEmpty);
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("../../etc")]
    public void Writes_anew_which_directory_is_a_layers_when_one_has_its_bytes(string? damaged)
    {
        var chains = files.ChainsOf(files.Add(("a.txt", "low"), ("b.txt", "high")));
        var directory = files.CacheIdOf(chains[0]);
        Say(chains[0], "cache-id", damaged);

        var plan = Plan();

        Assert.That(
            plan.Mends.Select(mend => (mend.Path, mend.Content)),
            Is.EqualTo(new[] { ($"{EngineFiles.EntryOf(chains[0])}/cache-id", directory) }));
        Assert.That(plan.SetAsides, Is.Empty);
        Assert.That(plan.References, Is.Null);
    }

    [Test]
    public void Takes_no_directory_whose_bytes_are_others()
    {
        var image = files.Add(("a.txt", "low"), ("b.txt", "high"));
        var chains = files.ChainsOf(image);
        files.LayerOf(chains[0]).Write("a.txt", "LOW");
        Say(chains[0], "cache-id", "");

        var plan = Plan();

        Assert.That(plan.Mends, Is.Empty);
        Assert.That(
            plan.SetAsides.Select(one => one.Path),
            Does.Contain(EngineFiles.EntryOf(chains[0])).And.Contain(EngineFiles.EntryOf(chains[1])));
    }

    [TestCase("diff")]
    [TestCase("parent")]
    public void Writes_anew_what_follows_from_the_entrys_name(string file)
    {
        var chains = files.ChainsOf(files.Add(("a.txt", "low"), ("b.txt", "high")));
        var right = Encoding.UTF8.GetString(files.Files[$"{EngineFiles.EntryOf(chains[1])}/{file}"]);
        Say(chains[1], file, $"sha256:{new string('0', 64)}");

        var mend = Plan().Mends.Single();

        Assert.That((mend.Path, mend.Content), Is.EqualTo(($"{EngineFiles.EntryOf(chains[1])}/{file}", right)));
        Assert.That(mend.IsUnknownToTheEngine, Is.EqualTo(file == "parent"));
    }

    [Test]
    public void Lets_a_lost_layer_go_with_all_upon_it_the_highest_first_and_images_after_their_layers()
    {
        var image = Named(files.Add(Ours, ("a.txt", "low"), ("b.txt", "middle"), ("c.txt", "high")), "shop/web:current");
        var chains = files.ChainsOf(image);
        string[] directories = [.. chains.Select(files.CacheIdOf)];
        Lose(chains[1]);

        var plan = Plan();

        Assert.That(
            plan.SetAsides.Select(one => one.Path).Where(path => !path.StartsWith("overlay2/l/", StringComparison.Ordinal)),
            Is.EqualTo(new[]
            {
                $"overlay2/{directories[2]}",
                EngineFiles.EntryOf(chains[2]),
                $"overlay2/{directories[1]}",
                $"image/overlay2/imagedb/content/sha256/{image[7..]}",
            }));
        Assert.That(Encoding.UTF8.GetString(plan.References!.Value.Span), Is.EqualTo("""{"Repositories":{}}"""));
        Assert.That(plan.Strangers, Is.Empty);
        Assert.That(plan.Concerned, Is.EqualTo(new[] { "shop/web:current" }));
    }

    [Test]
    public void Leaves_images_that_share_nothing_with_what_is_lost()
    {
        var ours = Named(files.Add(Ours, ("a.txt", "low")), "shop/web:current");
        var theirs = Named(files.Add(("b.txt", "other")), "their/web:1");
        Lose(files.ChainsOf(ours)[0]);

        var plan = Plan();

        Assert.That(plan.SetAsides.Select(one => one.Path), Has.None.Contain(theirs[7..]));
        Assert.That(Encoding.UTF8.GetString(plan.References!.Value.Span), Does.Contain("their/web:1").And.Not.Contain("shop/web"));
        Assert.That(plan.Strangers, Is.Empty);
    }

    [Test]
    public void Takes_away_an_entry_of_which_nothing_is_left_and_nothing_else()
    {
        files.Add(("a.txt", "low"));
        Say($"sha256:{new string('0', 64)}", "size", "");

        Assert.That(Plan().SetAsides.Select(one => one.Path), Is.EqualTo(new[] { EngineFiles.EntryOf($"sha256:{new string('0', 64)}") }));
    }

    [Test]
    public void Takes_this_projects_containers_and_leaves_a_strangers()
    {
        var image = Named(files.Add(Ours, ("a.txt", "low")), "shop/web:current");
        var chain = files.ChainsOf(image)[0];
        Contain("ours", image, chain, new(Ours) { ["com.docker.compose.project"] = "shop" });
        Contain("theirs", image, chain, []);
        Lose(chain);

        var plan = Plan();

        Assert.That(plan.Containers, Is.EqualTo(new[] { "name-of-ours" }));
        Assert.That(
            plan.SetAsides.Select(one => one.Path),
            Does.Contain("overlay2/rw-ours").And.Contain("image/overlay2/layerdb/mounts/ours").And.Contain("containers/ours"));
        Assert.That(plan.SetAsides.Select(one => one.Path), Has.None.Contain("theirs"));
        Assert.That(plan.Strangers.Single().What, Does.Contain("name-of-theirs"));
        Assert.That(plan.Notes, Has.Some.Contain("/data/overlay2/rw-theirs/diff"));
    }

    [Test]
    public void Takes_the_builders_database_where_it_names_a_lost_layer_with_the_directories_that_only_it_has()
    {
        var image = Named(files.Add(Ours, ("a.txt", "low")), "shop/web:current");
        var kept = files.ChainsOf(files.Add(("b.txt", "other")))[0];
        var lost = files.ChainsOf(image)[0];
        files.Files["overlay2/ofthebuilder/link"] = "SHORT"u8.ToArray();
        files.Files["overlay2/ofnobody/link"] = "OTHER"u8.ToArray();
        files.Files["buildkit/snapshots.db"] = Encoding.UTF8.GetBytes($"..chainid{lost}..ofthebuilder..{files.CacheIdOf(kept)}");

        Assert.That(Plan().TakesBuildCache, Is.False);
        Lose(lost);
        var plan = Plan();

        Assert.That(plan.TakesBuildCache);
        Assert.That(
            plan.SetAsides.Select(one => one.Path),
            Does.Contain("buildkit").And.Contain("overlay2/ofthebuilder"));
        Assert.That(
            plan.SetAsides.Select(one => one.Path),
            Does.Not.Contain("overlay2/ofnobody").And.Not.Contain($"overlay2/{files.CacheIdOf(kept)}"));
    }

    [Test]
    public void Touches_nothing_of_strangers_without_consent()
    {
        var image = Named(files.Add(("a.txt", "low")), "their/web:1");
        Lose(files.ChainsOf(image)[0]);
        var backup = new StoreBackupDouble();

        var refusal = Assert.Throws<UsageFailure>(
            () => HealOffline.Run(Plan(), withStrangers: false, backup, CancellationToken.None))!;

        Assert.That(refusal.ExpectedAndActual, Does.Contain("their/web:1"));
        Assert.That(refusal.NextCommand, Does.Contain("./build.sh --target=Heal --offline --data-root=/data --with-strangers"));
        Assert.That(backup.Steps, Is.Empty);

        HealOffline.Run(Plan(), withStrangers: true, backup, CancellationToken.None);
        Assert.That(backup.Steps, Has.Some.EqualTo($"take image/overlay2/imagedb/content/sha256/{image[7..]}"));
        Assert.That(backup.Steps[0], Is.EqualTo("begin"));
        Assert.That(backup.Steps[^1], Is.EqualTo("replace image/overlay2/repositories.json"));
    }

    [Test]
    public void Says_when_the_list_of_names_is_damaged()
    {
        files.Files["image/overlay2/repositories.json"] = [];

        Assert.That(() => Plan(), Throws.InstanceOf<ExpectedFailure>().With.Message.StartsWith("The engine's list of image names is damaged"));
    }

    private OfflinePlan Plan() => PlanOfflineHealing.Of("shop", files, CancellationToken.None);

    private void Say(string chain, string file, string? text)
    {
        var path = $"{EngineFiles.EntryOf(chain)}/{file}";
        files.Files.Remove(path);
        if (text is not null)
        {
            files.Files[path] = Encoding.UTF8.GetBytes(text);
        }
    }

    private void Lose(string chain)
    {
        foreach (var path in files.Files.Keys.Where(path => path.StartsWith($"{EngineFiles.EntryOf(chain)}/", StringComparison.Ordinal)).ToArray())
        {
            files.Files.Remove(path);
        }
    }

    private string Named(string image, string name)
    {
        const string list = "image/overlay2/repositories.json";
        var names = files.Files.TryGetValue(list, out var bytes)
            ? JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, Dictionary<string, string>>>>(bytes)!
            : new() { ["Repositories"] = [] };
        names["Repositories"][name.Split(':')[0]] = new() { [name] = image };
        files.Files[list] = JsonSerializer.SerializeToUtf8Bytes(names);
        return image;
    }

    private void Contain(string id, string image, string chain, Dictionary<string, string> labels)
    {
        files.Files[$"containers/{id}/config.v2.json"] =
            JsonSerializer.SerializeToUtf8Bytes(new { Name = $"/name-of-{id}", Image = image, Config = new { Labels = labels } });
        files.Files[$"image/overlay2/layerdb/mounts/{id}/parent"] = Encoding.UTF8.GetBytes(chain);
        files.Files[$"image/overlay2/layerdb/mounts/{id}/mount-id"] = Encoding.UTF8.GetBytes($"rw-{id}");
    }
}
