namespace Olympian.Build.Tests.Documentation;

public sealed class LinkTests
{
    [TestCaseSource(typeof(Document), nameof(Document.All))]
    public void Leads_somewhere_from(Document document)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Document.Root, document.Name))!;

        Assert.That(document.RelativeLinks.Where(link => !Exists(document, directory, link)), Is.Empty);
    }

    private static bool Exists(Document document, string directory, string link)
    {
        var (path, anchor) = link.Split('#', 2) is [var left, var right] ? (left, right) : (link, null);
        var target = Path.GetFullPath(path, directory);
        if (anchor is null)
        {
            return File.Exists(target) || Directory.Exists(target);
        }

        var linked = path.Length == 0 ? document
            : File.Exists(target) ? Document.Named(Path.GetRelativePath(Document.Root, target))
            : null;
        return linked is not null && linked.Headings.Select(Anchor).Contains(anchor, StringComparer.Ordinal);
    }

    // As GitHub makes it: lower case, punctuation gone, blanks turned into dashes.
    private static string Anchor(string heading) => string.Concat(heading.ToLowerInvariant()
        .Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_')
        .Select(character => character == ' ' ? '-' : character));
}
