using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

public sealed class ContextDigestTests
{
    private static readonly SourceEntry App = new("src/app.ts", EntryKind.File, IsExecutable: false, "a1");
    private static readonly SourceEntry Start = new("start.sh", EntryKind.File, IsExecutable: true, "b2");

    private static TestCaseData[] VisibleChanges =>
    [
        new TestCaseData(App with { Path = "src/App.ts" }).SetArgDisplayNames("path"),
        new TestCaseData(App with { Kind = EntryKind.Link }).SetArgDisplayNames("kind"),
        new TestCaseData(App with { IsExecutable = true }).SetArgDisplayNames("executable bit"),
        new TestCaseData(App with { Detail = "a2" }).SetArgDisplayNames("content"),
        new TestCaseData(App with { Path = "src/app.tsa", Detail = "1" }).SetArgDisplayNames("border between two fields"),
    ];

    [Test]
    public void Ignores_the_order_of_discovery() =>
        Assert.That(ContextDigest.Of([Start, App]), Is.EqualTo(ContextDigest.Of([App, Start])));

    [TestCaseSource(nameof(VisibleChanges))]
    public void Changes_with_the(SourceEntry changed) =>
        Assert.That(ContextDigest.Of([changed]), Is.Not.EqualTo(ContextDigest.Of([App])));

    [Test]
    public void Counts_an_empty_directory() =>
        Assert.That(
            ContextDigest.Of([App, new("empty", EntryKind.Directory, IsExecutable: false, "")]),
            Is.Not.EqualTo(ContextDigest.Of([App])));

    [Test]
    public void Refuses_a_path_listed_twice() =>
        Assert.That(() => ContextDigest.Of([App, App]), Throws.ArgumentException.With.Message.StartsWith("'src/app.ts' is listed twice."));

    /// <remarks>
    /// Computed outside this code base; images carry such values as labels. In Python, with <c>digest</c> as in
    /// <see cref="SourceHashTests.Keeps_its_published_value"/>:
    /// <code>digest('olympian-context/1', 'src/app.ts', 'file', '-', 'a1', 'start.sh', 'file', 'x', 'b2', 'é/link', 'link', '-', '../x')</code>
    /// paths in ordinal order.
    /// </remarks>
    [Test]
    public void Keeps_its_published_value() =>
        Assert.That(
            ContextDigest.Of([App, Start, new("é/link", EntryKind.Link, IsExecutable: false, "../x")]).Value,
            Is.EqualTo("06c2ad2d50e890b64c6412cb64d35d31"));
}
