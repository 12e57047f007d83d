using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Runs;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Runs;

public sealed class RunProfileTests
{
    public static readonly RunProfile Clean = new(TimeSpan.FromSeconds(2.25))
    {
        Kind = BuildKind.Clean,
        Services = [new("backend", TimeSpan.FromSeconds(12.5), TimeSpan.FromSeconds(0.8)), new("edge", null, TimeSpan.FromSeconds(0.3)), new("job", TimeSpan.FromSeconds(1), null)],
        Steps = [new("backend", "[build 3/5] RUN npm ci", TimeSpan.FromSeconds(8.125), IsCached: false), new("job", "[1/2] FROM base", TimeSpan.Zero, IsCached: true)],
        StepsLeftOut = 3,
        Verification = [("store", TimeSpan.FromSeconds(0.42))],
    };

    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static BuildInstruction Step(string text, double seconds, bool cached = false) =>
        new("build", 1, 5, text, text.Split(' ')[0], cached ? null : Noon, cached ? null : Noon.AddSeconds(seconds), cached, null);

    private static BuiltImage Image(string service, params BuildInstruction[] steps) => new(service, "sha256:1", TimeSpan.FromSeconds(9), new(steps, [], []));

    private static RunProfile Of(CacheUse? use, bool hasEarlier, params BuiltImage[] images) =>
        RunProfile.Of(TimeSpan.Zero, use, images, new Dictionary<string, TimeSpan>(), [], () => hasEarlier);

    [Test]
    public void Is_a_part_of_its_run_s_line() => Assert.That((RunRecordTests.Deployment with { Profile = Clean }).ToLine(), Does.EndWith(
        """
        "profile":{"buildKind":"clean","waitingSeconds":2.25,"services":[{"service":"backend","buildSeconds":12.5,"startSeconds":0.8},{"service":"edge","startSeconds":0.3},{"service":"job","buildSeconds":1}],"steps":[{"service":"backend","step":"[build 3/5] RUN npm ci","seconds":8.125,"cached":false},{"service":"job","step":"[1/2] FROM base","seconds":0,"cached":true}],"stepsLeftOut":3,"verification":{"store":0.42}}}
        """));

    [Test]
    public void Is_read_back_to_the_same_line()
    {
        var line = (RunRecordTests.Deployment with { Profile = Clean }).ToLine();

        Assert.That(RunRecord.Parse(line)!.ToLine(), Is.EqualTo(line));
        Assert.That(RunRecord.Parse(line)!.Profile!.Kind, Is.EqualTo(BuildKind.Clean));
    }

    [Test]
    public void Is_not_known_of_a_line_from_before_there_were_any() =>
        Assert.That(RunRecord.Parse(RunRecordTests.Deployment.ToLine())!.Profile, Is.Null);

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"waitingSeconds":"long"}""")]
    [TestCase("""{"waitingSeconds":1e300,"services":[],"steps":[],"stepsLeftOut":0,"verification":{}}""")]
    [TestCase("""{"waitingSeconds":1,"buildKind":"other","services":[],"steps":[],"stepsLeftOut":0,"verification":{}}""")]
    public void Makes_no_record_of_a_line_when_it_is(string profile) =>
        Assert.That(RunRecord.Parse(RunRecordTests.Deployment.ToLine()[..^1] + $",\"profile\":{profile}}}"), Is.Null);

    [TestCase(CacheUse.UltraClean, false, BuildKind.First)]
    [TestCase(CacheUse.Cached, false, BuildKind.First)]
    [TestCase(CacheUse.UltraClean, true, BuildKind.Clean)]
    [TestCase(CacheUse.Clean, true, BuildKind.Clean)]
    [TestCase(CacheUse.Cached, true, BuildKind.Cached)]
    [TestCase(null, false, null)]
    public void Tells_the_kind_of_a_build_that_took_nothing_from_the_cache(CacheUse? use, bool hasEarlier, BuildKind? kind) =>
        Assert.That(Of(use, hasEarlier, Image("web", Step("RUN make", 1))).Kind, Is.EqualTo(kind));

    [Test]
    public void Calls_no_build_the_first_that_took_something_from_the_cache() =>
        Assert.That(Of(CacheUse.Cached, false, Image("web", Step("RUN make", 0, cached: true))).Kind, Is.EqualTo(BuildKind.Cached));

    [TestCase(CacheUse.Cached)]
    [TestCase(CacheUse.UltraClean)]
    public void Minds_no_base_that_was_there_already(CacheUse use) =>
        Assert.That(Of(use, false, Image("web", Step("FROM node", 0, cached: true), Step("RUN make", 1))).Kind, Is.EqualTo(BuildKind.First));

    [Test]
    public void Has_the_longest_steps_first_and_says_how_many_are_left_out()
    {
        var profile = Of(CacheUse.Clean, true, Image("web", [.. Enumerable.Range(1, 250).Select(i => Step($"RUN {i}", i))]));

        Assert.That(profile.Steps, Has.Count.EqualTo(200));
        Assert.That(profile.Steps[0], Is.EqualTo(new StepTime("web", "[build 1/5] RUN 250", TimeSpan.FromSeconds(250), IsCached: false)));
        Assert.That(profile.StepsLeftOut, Is.EqualTo(50));
    }

    [Test]
    public void Has_every_service_that_was_built_or_started_and_the_ways_of_proof()
    {
        var profile = RunProfile.Of(
            TimeSpan.FromSeconds(1), CacheUse.Clean, [Image("web")], new Dictionary<string, TimeSpan> { ["web"] = TimeSpan.FromSeconds(2), ["edge"] = TimeSpan.FromSeconds(3) },
            [new(Way.Save, 1, 1, TimeSpan.FromSeconds(4), [])], () => true);

        Assert.That(profile.Services, Is.EqualTo(new ServiceTime[]
        {
            new("edge", null, TimeSpan.FromSeconds(3)), new("web", TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(2)),
        }));
        Assert.That(profile.Verification, Is.EqualTo(new[] { ("save", TimeSpan.FromSeconds(4)) }));
    }

    [Test]
    public void Keeps_secrets_out_of_steps_also_where_they_would_be_cut()
    {
        KnownSecrets.Learn("profile-secret-4711");
        var text = $"RUN {new string('x', StepTime.Longest - 25)} profile-secret-4711 https://ada:word@example.org/";

        var step = StepTime.Of("web", Step(text, 1));

        Assert.That(step.Text, Does.Not.Contain("profile").And.Not.Contain("word"));
        Assert.That(step.Text, Has.Length.EqualTo(StepTime.Longest).And.EndsWith("…"));
        Assert.That(StepTime.Of("web", Step("RUN get https://ada:word@example.org/", 1)).Text, Is.EqualTo("[build 1/5] RUN get https://[REDACTED]@example.org/"));
    }

    [Test]
    public void Cuts_no_character_in_two() => Assert.That(
        StepTime.Of("web", Step("RUN " + string.Concat(Enumerable.Repeat("😀", 100)), 1)).Text.EnumerateRunes().Select(rune => rune.Value), Has.None.EqualTo(0xFFFD));

    [Test]
    public void Takes_the_time_of_a_clock_that_went_back_for_none() =>
        Assert.That(StepTime.Of("web", Step("RUN make", -3)).Duration, Is.EqualTo(TimeSpan.Zero));
}
