using Olympian.Build.Adapters.Runs;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tests.Runs;

public sealed class PassedOverTests
{
    private static (string? Warning, int Records) Of(params IEnumerable<(int Number, RunRecord? Record)> lines)
    {
        var passedOver = new PassedOver();
        var records = passedOver.Of(lines).Count();
        return (passedOver.Warning("history.jsonl"), records);
    }

    [Test]
    public void Says_nothing_of_a_history_that_is_whole() => Assert.That(Of([(1, RunRecordTests.Deployment)]), Is.EqualTo(((string?)null, 1)));

    [Test]
    public void Names_the_lines_that_are_not() => Assert.That(
        Of([(1, null), (2, RunRecordTests.Deployment), (3, null)]),
        Is.EqualTo(("Passed over in history.jsonl, because it is no whole record: line 1, 3.", 1)));

    [Test]
    public void Names_only_the_first_of_many() => Assert.That(
        Of(Enumerable.Range(1, 5000).Select(number => (number, (RunRecord?)null))).Warning, Does.EndWith("line 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 4980 more."));
}
