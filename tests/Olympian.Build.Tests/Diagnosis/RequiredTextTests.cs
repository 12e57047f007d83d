using Olympian.Deployment.Diagnosis;

namespace Olympian.Build.Tests.Diagnosis;

public sealed class RequiredTextTests
{
    [TestCase("layer does not exist", "layer does not exist")]
    [TestCase(@"(?:open|stat) \S+/overlay2/\S+: no such file", ": no such file")]
    [TestCase(@"colou?r \d+ of them", " of them")]
    [TestCase(@"a(b|c\)d)e{1,3}fgh|[^]x]ij+k", "fgh|ij")]
    [TestCase(@"open \S*/tar-split\.json\.gz: x", "/tar-split.json.gz: x")]
    [TestCase(@"\d+", "")]
    public void Is_what_every_match_contains(string pattern, string texts) =>
        Assert.That(string.Join('|', RequiredText.Of(pattern)), Is.EqualTo(texts));

    [Test]
    public void Leaves_no_entry_to_a_search_through_every_line() => Assert.That(
        FaultCatalogue.Entries.Where(entry => RequiredText.Of(entry.Pattern).Any(text => text.Length < 4)).Select(entry => entry.Id), Is.Empty);
}
