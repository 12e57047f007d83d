using Olympian.Build.Options;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Options;

public sealed class OptionCatalogueTests
{
    private static IReadOnlyList<OptionRow> All => [.. RunOptionCatalogue.Cake, .. RunOptionCatalogue.Run, .. OptionCatalogue.Settings];

    [Test]
    public void Declares_every_option_once() => Assert.That(All.Select(row => row.Name.ToUpperInvariant()), Is.Unique);

    [Test]
    public void Gives_every_option_a_meaning_of_one_line() =>
        Assert.That(All.Select(row => row.Meaning), Has.All.Not.Empty.And.All.Not.Contains("\n"));

    [Test]
    public void Names_options_in_kebab_case() => Assert.That(All.Select(row => row.Name), Has.All.Match(@"\A[a-z]+(-[a-z]+)*\z"));

    [Test]
    public void Takes_every_setting_with_an_option() =>
        Assert.That(OptionCatalogue.Settings.Select(row => row.Name), Is.EqualTo(new[]
        {
            "project-name", "ollama-host", "mongodb", "mongodb-uri", "mongodb-user", "mongodb-password-file", "app-port", "app-address",
            "allowed-origins", "source", "base-images", "node-image", "nginx-image", "mongo-image",
        }));

    [Test]
    public void Takes_no_secret_as_an_options_value() => // the URI may be one without a password; its row says where a password belongs
        Assert.That(
            SettingCatalogue.All
                .Where(setting => setting is { IsSecret: true, Option: not null, OptionNamesFile: false })
                .Select(setting => setting.Option),
            Is.EqualTo(new[] { "--mongodb-uri" }));

    [Test]
    public void Shows_the_same_default_as_is_taken()
    {
        var surroundings = new Surroundings("/checkout", "/checkout", new Dictionary<string, string>());
        var options = CommandLine.Parse([], OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings).Options;

        Assert.Multiple(() =>
        {
            Assert.That(Default("keep"), Is.EqualTo($"{options.Keep}"));
            Assert.That(Default("tail"), Is.EqualTo($"{options.Tail}"));
            Assert.That(Default("build-timeout"), Is.EqualTo($"{options.BuildTimeout.TotalMinutes}m"));
            Assert.That(Default("wait-timeout"), Is.EqualTo($"{options.WaitTimeout.TotalSeconds}s"));
            Assert.That($"/checkout/{Default("compose-file")}", Is.EqualTo(options.ComposeFiles.Single()));
            Assert.That($"/checkout/{Default("env-file")}", Is.EqualTo(options.EnvFile));
            Assert.That(Default("target"), Is.EqualTo(options.Targets.Single()));
        });
    }

    private static string Default(string name) => All.Single(row => row.Name == name).Default;
}
