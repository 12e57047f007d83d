using System.Text.RegularExpressions;

namespace Olympian.Build.Tests.Documentation;

public sealed partial class DecisionIndexTests
{
    private const string Directory = "docs/decisions/";

    private static IEnumerable<Document> Notes =>
        Document.All.Where(document => document.Name.StartsWith(Directory, StringComparison.Ordinal) && document.Name != $"{Directory}README.md");

    [Test]
    public void Lists_every_decision_by_its_title()
    {
        var rows = Notes.Select(note => $"| [{Number(note)}]({note.Name[Directory.Length..]}) | {Title(note)} |");
        var listed = Document.Named($"{Directory}README.md").Text.Split('\n').Where(line => line.StartsWith("| [", StringComparison.Ordinal));

        Assert.That(listed, Is.EqualTo(rows), $"Put these rows into {Directory}README.md:\n\n{string.Join('\n', rows)}");
    }

    [Test]
    public void Gives_no_number_twice() => Assert.That(Notes.Select(Number), Is.Unique);

    [Test]
    public void Numbers_the_title_as_the_file() => Assert.That(
        Notes.Where(note => int.Parse(HeadingForm().Match(note.Headings[0]).Groups["number"].ValueSpan) != int.Parse(Number(note))), Is.Empty);

    private static string Number(Document note) => note.Name[Directory.Length..][..4];

    private static string Title(Document note) => HeadingForm().Match(note.Headings[0]).Groups["title"].Value;

    [GeneratedRegex(@"^(?<number>\d+)\.? (?<title>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex HeadingForm();
}
