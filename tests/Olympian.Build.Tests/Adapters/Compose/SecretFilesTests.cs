using Olympian.Build.Adapters.Compose;
using Olympian.Build.Options;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Adapters.Compose;

public sealed class SecretFilesTests
{
    private static readonly Dictionary<string, string> Values = new() { ["JWT_SECRET"] = "one $x'\n", ["EMPTY"] = "" };

    private string root = "";
    private SecretFiles files = null!;

    [SetUp]
    public void Begin()
    {
        root = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        var surroundings = new Surroundings(root, root, new Dictionary<string, string>());
        files = new(Build.Options.CommandLine.Parse([], OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings).Options);
    }

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    [Test]
    public void Hold_each_value_that_there_is_to_the_byte()
    {
        var mounts = files.Ensure("shop", Values);

        Assert.That(mounts.Files.Keys, Is.EqualTo(new[] { "JWT_SECRET" }));
        Assert.That(mounts.Files["JWT_SECRET"], Is.EqualTo(Path.Combine(root, ".env.secrets", "shop", mounts.Id, "JWT_SECRET")));
        Assert.That(File.ReadAllText(mounts.Files["JWT_SECRET"]), Is.EqualTo("one $x'\n"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Lie_where_nobody_else_may_enter_and_whoever_they_are_mounted_for_may_read()
    {
        var file = files.Ensure("shop", Values).Files["JWT_SECRET"];

        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToString((int)File.GetUnixFileMode(file), 8), Is.EqualTo("444"));
            for (var directory = Path.GetDirectoryName(file)!; directory != root; directory = Path.GetDirectoryName(directory)!)
            {
                Assert.That(Convert.ToString((int)File.GetUnixFileMode(directory), 8), Is.EqualTo("700"), directory);
            }
        });
    }

    [Test]
    public void Stay_for_the_same_values_and_are_others_for_others()
    {
        var first = files.Ensure("shop", Values);

        Assert.That(files.Ensure("shop", Values).Id, Is.EqualTo(first.Id));
        Assert.That(files.Ensure("shop", new Dictionary<string, string> { ["JWT_SECRET"] = "two" }).Id, Is.Not.EqualTo(first.Id));
        Assert.That(files.Ensure("shop", new Dictionary<string, string>(Values) { ["MORE"] = "m" }).Id, Is.Not.EqualTo(first.Id));
    }

    [Test]
    public void Go_when_others_have_taken_their_place()
    {
        var first = files.Ensure("shop", Values);
        var second = files.Ensure("shop", new Dictionary<string, string> { ["JWT_SECRET"] = "two" });
        var neighbour = files.Ensure("other", Values);

        files.RemoveOthers("shop", second);

        Assert.That((File.Exists(first.Files["JWT_SECRET"]), File.Exists(second.Files["JWT_SECRET"]), File.Exists(neighbour.Files["JWT_SECRET"])), Is.EqualTo((false, true, true)));
    }

    [Test]
    public void Are_none_where_there_is_nothing_to_hide() =>
        Assert.That(files.Ensure("shop", new Dictionary<string, string> { ["EMPTY"] = "" }), Is.SameAs(SecretMounts.None));
}
