using System.Text.RegularExpressions;

namespace Olympian.Build.Tests.Architecture;

/// <summary>Rules that the compiler does not know, read off the sources.</summary>
public sealed partial class SourceRulesTests
{
    private static IReadOnlyList<string> Sources => CSharpBeneath("build");

    // The composition root may name what it composes; Cake.Bundled stands for packages that do as they do.
    private static IReadOnlyList<string> Inner =>
    [
        .. Sources.Where(file =>
            !file.StartsWith("build/Cake.Bundled/", StringComparison.Ordinal)
            && !file.StartsWith("build/Olympian.Build/Adapters/", StringComparison.Ordinal)
            && file is not "build/Olympian.Build/Program.cs" and not "build/Olympian.Build/Composition.cs"),
    ];

    private static IReadOnlyList<string> Tests => CSharpBeneath("tests");

    [Test]
    public void Finds_the_sources_it_judges() => Assert.That(Inner, Has.Count.GreaterThan(100).And.Some.EndsWith("Options/CommandLine.cs"));

    [TestCaseSource(nameof(Inner))]
    public void Leaves_process_console_environment_and_clock_to_the_adapters(string file) =>
        Assert.That(Outside().Matches(CodeOf(file)).Select(match => match.Value), Is.Empty);

    [TestCaseSource(nameof(Sources))]
    public void Has_one_public_type_a_file_and_that_of_its_name(string file)
    {
        // An extension's part of a class is in a file 'Class.Part.cs'.
        var name = Path.GetFileName(file).Split('.')[0];

        Assert.That(
            PublicType().Matches(CodeOf(file)).Select(match => match.Groups["name"].Value).Where(type => type != name),
            Is.Empty);
    }

    [Test]
    public void Has_no_room_for_what_has_no_name() =>
        Assert.That(
            Sources.Concat(Tests)
                .SelectMany(file => AnyType().Matches(CodeOf(file)).Select(match => match.Groups["name"].Value))
                .Where(type => EmptyName().IsMatch(type)),
            Is.Empty);

    // A run's waits are counted by its clock. Attempts to connect are staggered beside each other: there nobody waits.
    [Test]
    public void Pauses_by_the_run_s_clock_and_sets_no_limit_by_it() =>
        Assert.That(
            Sources.Where(file => !file.EndsWith("Probes/ServiceConnector.cs", StringComparison.Ordinal))
                .SelectMany(file => UncountedPause().Matches(CodeOf(file)).Select(match => $"{file}: {match.Value}")),
            Is.Empty);

    [Test]
    public void Promises_nothing_for_later() =>
        Assert.That(Sources.Concat(Tests).Where(file => LaterWord().IsMatch(CheckoutFiles.Read(file))), Is.Empty);

    [Test]
    public void Swallows_no_exception_without_a_word() =>
        Assert.That(Sources.Where(file => EmptyCatch().IsMatch(CheckoutFiles.Read(file))), Is.Empty);

    [Test]
    public void Suppresses_no_warning_without_a_reason() =>
        Assert.That(
            Sources.Concat(Tests).SelectMany(file => CheckoutFiles.Read(file).Split('\n')
                .Where(line => line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal))
                .Where(line => !line.Contains("//", StringComparison.Ordinal))
                .Select(line => $"{file}: {line.Trim()}")),
            Is.Empty);

    private static string[] CSharpBeneath(string directory) =>
        [.. CheckoutFiles.Beneath(directory).Where(file => file.EndsWith(".cs", StringComparison.Ordinal))];

    // Without comments, strings and XML documentation: those may speak of anything.
    private static string CodeOf(string file) => NotCode().Replace(CheckoutFiles.Read(file), "");

    [GeneratedRegex(@"""""""[\s\S]*?""""""|//[^\n]*|/\*[\s\S]*?\*/|@""(?:[^""]|"""")*""|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex NotCode();

    [GeneratedRegex(
        @"\bProcess\.(?:Start|GetCurrentProcess|GetProcess\w*)\b|\bnew Process\b|\bProcessStartInfo\b"
        + @"|\bSystem\.Console\b|\bConsole\.(?:Write|Read|Out|Error|In|Open|Is|Set)\w*"
        + @"|\bEnvironment\.(?:Get\w*Variable\w*|SetEnvironmentVariable|CurrentDirectory|Exit\w*|FailFast|MachineName|User\w*"
        + @"|Process\w*|GetCommandLineArgs|CommandLine|OSVersion|TickCount\w*|GetFolderPath|StackTrace)\b"
        + @"|\bDateTime(?:Offset)?\.(?:Utc)?Now\b|\bDateTime\.Today\b|\bTimeProvider\.System\b|\bStopwatch\b|\bThread\.Sleep\b")]
    private static partial Regex Outside();

    [GeneratedRegex(@"\bTask\.Delay\((?![^;]*\btime\b)[^;]*;|\bnew (?:PeriodicTimer|CancellationTokenSource)\([^;]*\btime\)")]
    private static partial Regex UncountedPause();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?<name>\w+)")]
    private static partial Regex AnyType();

    [GeneratedRegex("(?:Utils?|Utility|Utilities|Helpers?|Common|Managers?)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(
        @"^public (?:(?:sealed|static|abstract|partial|readonly|unsafe|ref) )*"
        + @"(?:class|record struct|record class|record|struct|interface|enum|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"//.*\b(?:TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex LaterWord();

    [GeneratedRegex(@"catch\s*(?:\([^)]*\))?\s*(?:when\s*\(.*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
