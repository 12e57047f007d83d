using Olympian.Build.Options;

namespace Olympian.Build.Tests.Documentation;

public sealed class ReadmeTests
{
    // Other programs' options that the guides explain.
    private static readonly string[] Foreign = ["--no-cache", "--pull", "--no-build", "--build", "--wait", "--verify-no-changes"];

    private static readonly Surroundings Anywhere = new(Path.GetTempPath(), Path.GetTempPath(), new Dictionary<string, string>());

    private static TestCaseData[] Tables =>
    [
        new TestCaseData("targets", CodeTables.Targets).SetArgDisplayNames("targets"),
        new TestCaseData("run options", CodeTables.RunOptions).SetArgDisplayNames("run options"),
        new TestCaseData("settings", CodeTables.Settings).SetArgDisplayNames("settings"),
        new TestCaseData("settings without an option", CodeTables.SettingsWithoutOption).SetArgDisplayNames("settings without an option"),
        new TestCaseData("cake options", CodeTables.CakeOptions).SetArgDisplayNames("cake options"),
    ];

    [TestCaseSource(nameof(Tables))]
    public void Holds_what_the_code_says_of(string part, string table) => Assert.That(
        Document.Named("README.md").Part(part)?.Trim('\n'),
        Is.EqualTo(table.Trim('\n')),
        $"Put this between <!-- {part} --> and <!-- /{part} --> in README.md:\n\n{table}");

    [TestCaseSource(typeof(Document), nameof(Document.Guides))]
    public void Names_only_options_that_exist(Document guide)
    {
        var known = RunOptionCatalogue.Cake.Concat(RunOptionCatalogue.Run).Concat(OptionCatalogue.Settings).Select(row => $"--{row.Name}");

        Assert.That(guide.OptionsNamed.Except(known).Except(Foreign), Is.Empty);
    }

    [TestCaseSource(typeof(Document), nameof(Document.All))]
    public void Shows_only_commands_that_the_build_accepts(Document document)
    {
        foreach (var command in document.BuildCommands)
        {
            Assert.That(
                () => CommandLine.Parse(Words(command), OptionCatalogue.Settings, TargetNames.OfThisBuild(), Anywhere),
                Throws.Nothing,
                command);
        }
    }

    [Test]
    public void Gives_the_two_commands_as_agreed() => Assert.That(
        Document.Named("README.md").BuildCommands,
        Is.SupersetOf(new[] { "./build.sh --target=QuickDockerMulti --bootstrap", "./build.sh --target=Test --bootstrap" }));

    [Test]
    public void Describes_every_target_and_no_other() => Assert.That(
        Document.Named("docs/targets.md").Headings.Where(heading => !heading.Contains(' ', StringComparison.Ordinal)),
        Is.EquivalentTo(TargetNames.OfThisBuild().Tasks.Select(task => task.Name)));

    // A sentence may end behind a command.
    private static string[] Words(string command) =>
        [.. command.TrimEnd('.', ',', ')', '"').Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
}
