using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

public sealed class BuildArgumentsTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef";

    private const string Text =
        "BUILD_DATE=2026-11-22T14:01:02Z\n" +
        "GIT_COMMIT=9f3c2a1-dirty\n" +
        $"SOURCE_HASH={Hash}\n" +
        $"CACHE_BUST=20261122-140102-ab12.9f3c2a1-dirty.{Hash}\n";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 14, 1, 2, 999, TimeSpan.Zero);

    [Test]
    public void Writes_what_it_reads() => Assert.That(BuildArguments.Parse(Text, ".env.build").ToText(), Is.EqualTo(Text));

    [Test]
    public void Reads_what_it_writes()
    {
        var arguments = New(sourceDateEpoch: null);

        Assert.That(BuildArguments.Parse(arguments.ToText(), ".env.build"), Is.EqualTo(arguments));
    }

    [Test]
    public void Takes_the_clock_to_the_second() => Assert.That(New(sourceDateEpoch: "").BuildDate, Is.EqualTo("2026-11-22T14:01:02Z"));

    [Test]
    public void Takes_SOURCE_DATE_EPOCH_before_the_clock() => Assert.That(New("1700000000").BuildDate, Is.EqualTo("2023-11-14T22:13:20Z"));

    [Test]
    public void Names_the_run_by_the_clock_all_the_same() => Assert.That(New("1700000000").ReleaseId.Value, Does.StartWith("20261122-140102-"));

    [Test]
    public void Busts_the_cache_by_release_commit_and_hash()
    {
        var arguments = New(sourceDateEpoch: null);

        Assert.That(arguments.CacheBust, Is.EqualTo($"{arguments.ReleaseId}.9f3c2a1.{Hash}"));
    }

    [TestCase("yesterday")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase(" 1")]
    [TestCase("253402300800")]
    [TestCase("99999999999999999999")]
    public void Refuses_as_SOURCE_DATE_EPOCH(string epoch) =>
        Assert.That(() => New(epoch), Throws.TypeOf<UsageFailure>().With.Message.Contains($"found '{epoch}'"));

    [TestCase("", TestName = "Refuses_an_empty_file")]
    [TestCase("not a file of ours", TestName = "Refuses_foreign_text")]
    [TestCase(Text + "MORE=1\n", TestName = "Refuses_a_foreign_key")]
    [TestCase(Text + "GIT_COMMIT=9f3c2a1\n", TestName = "Refuses_a_key_given_twice")]
    [TestCase("GIT_COMMIT=9f3c2a1\n", TestName = "Refuses_a_missing_key")]
    public void Refuses(string text) => AssertRefused(text);

    [TestCase("2026-11-22T14:01:02Z", "2026-11-22 14:01:02")]
    [TestCase("BUILD_DATE=2026-11-22", "BUILD_DATE=2026-13-22")]
    [TestCase("GIT_COMMIT=9f3c2a1-dirty", "GIT_COMMIT=")]
    [TestCase("GIT_COMMIT=9f3c2a1-dirty", "GIT_COMMIT=9f3c2a1")]
    [TestCase("GIT_COMMIT=9f3c2a1-dirty", "GIT_COMMIT=$(id)")]
    [TestCase("SOURCE_HASH=01", "SOURCE_HASH=1")]
    [TestCase("SOURCE_HASH=01", "SOURCE_HASH=02")]
    [TestCase("ab12.", "ab12")]
    [TestCase("20261122-140102-ab12.9f3c2a1-dirty", "latest")]
    public void Refuses_a_file_in_which(string it, string became) => AssertRefused(Text.Replace(it, became, StringComparison.Ordinal));

    private static void AssertRefused(string text) =>
        Assert.That(
            () => BuildArguments.Parse(text, ".env.build"),
            Throws.TypeOf<ExpectedFailure>()
                .With.Message.StartsWith("'.env.build' is not what GenerateBuildArgs writes.")
                .And.Message.EndsWith("./build.sh --target=GenerateBuildArgs"));

    private static BuildArguments New(string? sourceDateEpoch)
    {
        Assert.That(SourceHash.TryParse(Hash, out var hash), Is.True);
        return BuildArguments.New(Now, sourceDateEpoch, GitRevision.At("9f3c2a1", isDirty: false), hash!, new Random(1));
    }
}
