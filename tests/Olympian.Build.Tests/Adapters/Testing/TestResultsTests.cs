using Olympian.Build.Adapters.Testing;

namespace Olympian.Build.Tests.Adapters.Testing;

public sealed class TestResultsTests
{
    private string file = "";

    [SetUp]
    public void Begin() => file = Path.GetTempFileName();

    [TearDown]
    public void End() => File.Delete(file);

    // The shape of what `dotnet test --logger trx` writes, without the parts that nobody reads here.
    private TestTally Read(string outcome, params string[] results)
    {
        File.WriteAllText(file, $"""
            <?xml version="1.0" encoding="utf-8"?>
            <TestRun id="aa26" name="@host 2026-11-22 15:00:00" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Times creation="2026-11-22T15:00:00.0000000+00:00" start="2026-11-22T15:00:00.0000000+00:00" />
              <Results>{string.Concat(results)}</Results>
              <ResultSummary outcome="{outcome}">
                <Counters total="{results.Length}" executed="{results.Length}" />
              </ResultSummary>
            </TestRun>
            """);
        return TestResults.Read(file);
    }

    private static string Result(string name, string outcome) =>
        $"""<UnitTestResult testId="2" testName="{name}" computerName="host" duration="00:00:00.001" outcome="{outcome}" />""";

    [Test]
    public void Counts_what_passed() =>
        Assert.That(Read("Completed", Result("one", "Passed"), Result("two", "Passed")).ToString(), Is.EqualTo("2 passed, 0 failed"));

    [Test]
    public void Counts_and_names_what_failed()
    {
        var tally = Read("Failed", Result("one", "Passed"), Result("two(&quot;a&quot;)", "Failed"));

        Assert.That(tally.ToString(), Is.EqualTo("1 passed, 1 failed"));
        Assert.That(tally.Names, Is.EqualTo(new[] { "two(\"a\")" }));
    }

    [TestCase("NotExecuted")]
    [TestCase("Inconclusive")]
    [TestCase("Timeout")]
    [TestCase("Aborted")]
    public void Counts_what_did_not_pass_as_failed(string outcome) =>
        Assert.That(Read("Completed", Result("one", "Passed"), Result("two", outcome)).ToString(), Is.EqualTo("1 passed, 1 failed"));

    [TestCase("Failed")]
    [TestCase("Aborted")]
    [TestCase("Error")]
    public void Counts_a_run_that_broke_off_as_a_failure(string outcome)
    {
        var tally = Read(outcome, Result("one", "Passed"));

        Assert.That(tally.ToString(), Is.EqualTo("1 passed, 1 failed"));
        Assert.That(tally.Names, Is.EqualTo(new[] { $"the test run: {outcome}" }));
    }

    [Test]
    public void Counts_a_run_without_a_verdict_as_a_failure()
    {
        File.WriteAllText(file, """<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results /></TestRun>""");

        Assert.That(TestResults.Read(file).ToString(), Is.EqualTo("0 passed, 1 failed"));
    }

    [TestCase("")]
    [TestCase("<TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"><Results>")]
    public void Counts_results_that_were_cut_off_as_a_failure(string text)
    {
        File.WriteAllText(file, text);

        Assert.That(TestResults.Read(file).ToString(), Is.EqualTo("0 passed, 1 failed"));
    }
}
