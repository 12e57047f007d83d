using Olympian.Build.Options;
using Olympian.Deployment;

namespace Olympian.Build.Tests.Options;

public sealed class TargetNamesTests
{
    private static readonly TargetNames Targets = TargetNames.OfThisBuild();

    [TestCase("ultra-clean-multi", "UltraCleanMulti")]
    [TestCase("UltraCleanBuildMulti", "UltraCleanBuildMulti")]
    [TestCase("default", "Default")]
    public void Leaves_an_alias_to_the_graph(string typed, string target) =>
        Assert.That(Targets.Resolve(typed, exclusive: false), Is.EqualTo(target));

    [TestCase("ultra-clean-multi", "CleanBuildMulti")]
    [TestCase("UltraCleanBuildMulti", "BuildProdUltraClean")]
    [TestCase("default", "Help")]
    [TestCase("up-prod", "UpProd")]
    public void Takes_an_alias_for_its_target_when_nothing_else_runs(string typed, string target) =>
        Assert.That(Targets.Resolve(typed, exclusive: true), Is.EqualTo(target));

    [Test]
    public void Refuses_a_target_that_would_do_nothing_alone_and_call_that_done() =>
        Assert.That(() => Targets.Resolve("QuickDockerMulti", exclusive: true), Throws.TypeOf<UsageFailure>().With.Message.StartsWith(
            "The target 'QuickDockerMulti' does nothing with --exclusive"));

    [Test]
    public void Refuses_what_is_no_target() =>
        Assert.That(
            () => Targets.Resolve("UpPord", exclusive: false),
            Throws.TypeOf<UsageFailure>().With.Message.EqualTo(
                "The target 'UpPord' was not found. Did you mean 'UpProd'?\nSee every target and option: ./build.sh --target=Help"));
}
