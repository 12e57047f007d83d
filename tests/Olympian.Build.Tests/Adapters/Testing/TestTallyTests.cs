using Olympian.Build.Adapters.Testing;
using Olympian.Deployment;

namespace Olympian.Build.Tests.Adapters.Testing;

public sealed class TestTallyTests
{
    [Test]
    public void Adds_up() =>
        Assert.That(
            $"{TestTally.None + TestTally.Of("format", passed: true) + TestTally.Of("one", passed: false) + TestTally.Of("two", passed: false)}",
            Is.EqualTo("1 passed, 2 failed"));

    [Test]
    public void Passes_when_every_test_did() =>
        Assert.That(TestTally.Of("format", passed: true).EnsureAllPassed, Throws.Nothing);

    [Test]
    public void Names_what_failed() =>
        Assert.That(
            new TestTally(1, 2, ["It.Does_one", "It.Does_two"]).EnsureAllPassed,
            Throws.TypeOf<ExpectedFailure>().With.Message.EqualTo(
                "2 of 3 tests failed.\n  It.Does_one\n  It.Does_two\nRun one again: ./build.sh --target=Test --filter=PART-OF-ITS-NAME"));

    [Test]
    public void Is_no_success_when_nothing_ran() =>
        Assert.That(TestTally.None.EnsureAllPassed, Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("No test ran."));
}
