using System.Text.RegularExpressions;

namespace Olympian.Build.Tests.Documentation;

/// <summary>One Markdown file of the checkout, read for its claims.</summary>
/// <param name="Name">Its path from the checkout's root, with forward slashes.</param>
/// <param name="Text">Its text.</param>
public sealed partial record Document(string Name, string Text)
{
    private const string Landmark = "Olympian.slnx";

    // What other programs write, and what is not ours to describe.
    private static readonly string[] PassedOver = [".git", "artifacts", "bin", "obj", "node_modules", "dist", "TestResults"];

    /// <summary>Absolute path of the checkout that these tests were built in.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every Markdown file of the checkout.</summary>
    public static IReadOnlyList<Document> All { get; } =
        [.. FilesBelow(Root).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal).Select(Named)];

    /// <summary>What people are to read first: it must know every option it names.</summary>
    public static IEnumerable<Document> Guides =>
        All.Where(document => document.Name is "README.md" or "CONTRIBUTING.md" or "docs/architecture.md" or "docs/targets.md");

    /// <summary>The file of that name; it must exist.</summary>
    public static Document Named(string name) => new(name, File.ReadAllText(Path.Combine(Root, name)).ReplaceLineEndings("\n"));

    /// <summary>The text without blocks of code, in which a bracket is no link.</summary>
    public string Prose => CodeBlock().Replace(Text, "");

    /// <summary>The headings, without their marks.</summary>
    public IReadOnlyList<string> Headings => [.. Heading().Matches(Prose).Select(match => match.Groups["text"].Value.Trim())];

    /// <summary>The targets of the links that stay within the checkout.</summary>
    public IEnumerable<string> RelativeLinks => Link().Matches(CodeSpan().Replace(Prose, ""))
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>Every command that starts the build, as typed.</summary>
    public IEnumerable<string> BuildCommands => BuildCommand().Matches(Text).Select(match => match.Value.TrimEnd());

    /// <summary>Every word that looks like an option, once.</summary>
    public IEnumerable<string> OptionsNamed => Option().Matches(Text).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    /// <summary>What stands between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>; null without these marks.</summary>
    public string? Part(string name)
    {
        var (start, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var from = Text.IndexOf(start, StringComparison.Ordinal);
        var to = Text.IndexOf(end, StringComparison.Ordinal);
        return from < 0 || to < from ? null : Text[(from + start.Length)..to];
    }

    public override string ToString() => Name;

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, Landmark)))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"No directory above the tests holds {Landmark}.");
        }

        return directory.FullName;
    }

    private static IEnumerable<string> FilesBelow(string directory) =>
        Directory.EnumerateFiles(directory, "*.md").Concat(Directory.EnumerateDirectories(directory)
            .Where(below => !PassedOver.Contains(Path.GetFileName(below)))
            .SelectMany(FilesBelow));

    [GeneratedRegex(@"^```.*?^```\s*$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`[^`\n]*`", RegexOptions.CultureInvariant)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    // Up to what ends it: the code span, the line, a comment, a pipe, the next command.
    [GeneratedRegex(@"\./build\.sh(?= )[^`\n#|;&]*", RegexOptions.CultureInvariant)]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*[a-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
