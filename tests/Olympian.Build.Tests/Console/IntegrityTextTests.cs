using Olympian.Build.Console;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Console;

/// <summary>A report says of each image whether it was looked into, how, and what was found.</summary>
public sealed class IntegrityTextTests
{
    private static readonly IntegrityFinding Finding = new(
        Way.Store, ["web"], ["sha256:1111"], new(2, 3, "sha256:2222", "sha256:3333", "COPY a"), [], new(FaultKind.Content, null, "this", "that"));

    [Test]
    public void Tells_ways_speed_limits_and_every_finding()
    {
        var text = IntegrityText.Of(new(
            [new("web", "sha256:0123456789abcdef", 3, [Way.Store], [Finding]), new("base a", "sha256:44", 1, [Way.Store], [])],
            [new(Way.Store, 3, 20_000_000, TimeSpan.FromSeconds(2), ["a note"])],
            [(Way.RootFs, "no containers")]));

        Assert.Multiple(() =>
        {
            Assert.That(Row(text, "web"), Does.StartWith("NO").And.Contain("0123456789ab ").And.EndWith("1 finding"));
            Assert.That(Row(text, "base a"), Does.StartWith("ok").And.EndWith("intact"));
            Assert.That(text, Does.Contain("store: 3 layers, 20.0 MB in 2.00 s (10 MB/s)"));
            Assert.That(text, Does.Contain("  a note"));
            Assert.That(text, Does.Contain("not looked into by rootfs: no containers"));
            Assert.That(text, Does.EndWith("DAMAGED web: layer 2 of 3 (sha256:2222, COPY a): expected this, found that (store)"));
        });
    }

    [Test]
    public void Does_not_call_intact_what_was_looked_into_in_no_way()
    {
        var report = new IntegrityReport([new("web", "sha256:1111", 3, [], [])], [], []);

        Assert.That(Row(IntegrityText.Of(report), "web"), Does.StartWith("NO").And.EndWith("not looked into"));
        Assert.That(report.IsClean, Is.False);
        Assert.That(IntegrityClaims.Of(report).Single().Holds, Is.False);
    }

    private static string Row(string text, string image) => text.Split('\n').First(line => line.Contains($" {image} ", StringComparison.Ordinal)).Trim();
}
