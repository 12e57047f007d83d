using Olympian.Build.Console;
using Olympian.Build.Tests.Runs;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tests.Console;

public sealed class BuildTimesTextTests
{
    private static RunRecord Run(int minute, double build, RunOutcome outcome = RunOutcome.Succeeded) => RunRecordTests.Deployment with
    {
        Started = new(2026, 11, 26, 14, minute, 5, TimeSpan.Zero),
        Outcome = outcome,
        Duration = TimeSpan.FromSeconds(build + 5),
        Durations =
        [
            ("EnvMulti", TimeSpan.FromSeconds(0.3)), ("CleanBuildMulti", TimeSpan.FromSeconds(1.2)), ("GenerateBuildArgs", TimeSpan.FromSeconds(0.5)),
            ("BuildProdUltraClean", TimeSpan.FromSeconds(build)), ("UpProd", TimeSpan.FromSeconds(3)), ("QuickDockerMulti", TimeSpan.Zero),
        ],
        Profile = RunProfileTests.Clean,
    };

    private static string Of(params RunRecord[] runs) => BuildTimesText.Of(RunGroups.Of(runs, 20)).ReplaceLineEndings("\n");

    [Test]
    public void Has_runs_beside_each_other_their_medians_and_the_last_one_s_profile() => Assert.That(
        Of(Run(0, 20), Run(1, 20), Run(2, 40), Run(3, 1, RunOutcome.Failed), Run(4, 20)),
        Is.EqualTo(
            """
            Clean builds (--no-cache), built and started; slow above 30.0 s:
            when (UTC)           release               outcome    settings  clean  arguments  build  start  total  waiting  note
            -------------------  --------------------  ---------  --------  -----  ---------  -----  -----  -----  -------  ---------------------
            2026-11-26 14:00:05  20261126-140006-0a1b  succeeded  0.3       1.2    0.5        20.0   3.0    25.0   9 %
            2026-11-26 14:01:05  20261126-140006-0a1b  succeeded  0.3       1.2    0.5        20.0   3.0    25.0   9 %
            2026-11-26 14:02:05  20261126-140006-0a1b  succeeded  0.3       1.2    0.5        40.0   3.0    45.0   5 %      slower than its peers
            2026-11-26 14:03:05  20261126-140006-0a1b  failed     0.3       1.2    0.5        1.0    3.0    6.0    38 %
            2026-11-26 14:04:05  20261126-140006-0a1b  succeeded  0.3       1.2    0.5        20.0   3.0    25.0   9 %
            median of 4                                           0.3       1.2    0.5        20.0   3.0    25.0   9 %

            The last of them, 20261126-140006-0a1b, by service:
            service  build  start
            -------  -----  -----
            backend  12.5   0.8
            edge     -      0.3
            job      1.0    -
            Proving layers: store 0.4 s.

            Its longest steps, 2 of 5:
            seconds  service  step
            -------  -------  ----------------------
            8.1      backend  [build 3/5] RUN npm ci
            cached   job      [1/2] FROM base
            """));

    [Test]
    public void Names_each_kind()
    {
        var text = Of(
            Run(0, 1) with { Profile = new(TimeSpan.Zero) { Kind = BuildKind.First } },
            Run(1, 1) with { Profile = new(TimeSpan.Zero) { Kind = BuildKind.Cached }, Durations = [("BuildProd", TimeSpan.FromSeconds(1))] });

        Assert.That(text, Does.Contain("First builds, built and started:\n").And.Contain("Cached builds, built alone:\n"));
        Assert.That(text, Does.Match(@"14:01:05  \S+ +succeeded  - +- +- +1\.0 +- +6\.0 +0 %"));
    }

    [Test]
    public void Draws_nothing_on_a_terminal() => Assert.That(
        Of(Run(0, 1) with { Release = "a\u001b[2J", Profile = RunProfileTests.Clean with { Steps = [new("\u001b", "\u001b", TimeSpan.Zero, IsCached: false)] } }), Does.Not.Contain("\u001b"));

    [Test]
    public void Says_what_is_not_known_of_a_run_that_was_killed() =>
        Assert.That(Of(Run(0, 1, RunOutcome.Killed) with { Duration = null }), Does.Match(@"killed .* - +-\n").And.Contain("median of 0"));
}
