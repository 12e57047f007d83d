using Cake.Core;
using Olympian.Deployment;

namespace Olympian.Build.Tests;

public sealed class FailuresTests
{
    private static readonly ExpectedFailure Expected = new("It failed.", null, "Do this.");
    private static readonly UsageFailure Usage = new("Wrong.", null, "Do that.");
    private static readonly InvalidOperationException Bug = new("a bug");

    private static TestCaseData[] Cases =>
    [
        Case("expected", Expected, 1, true),
        Case("usage", Usage, 2, true),
        Case("bug", Bug, 1, false),
        Case("tool", new CakeException("docker: exit code 1"), 1, true),
        Case("interruption", new OperationCanceledException(), 1, true),
        Case("usage within Cake's own", new CakeException("One or more errors", Usage), 2, true),
        Case("usage within several layers", new AggregateException(new CakeException("x", new AggregateException(Usage))), 2, true),
        Case("bug within Cake's own", new CakeException("x", Bug), 1, false),
        Case("usage and usage", new AggregateException(Usage, Usage), 2, true),
        Case("usage and a failure", new AggregateException(Usage, Expected), 1, true),
        Case("usage and a bug", new AggregateException(Usage, Bug), 1, false),
        Case("a bug behind an expected failure", new ExpectedFailure("It failed.", null, "Do this.", Bug), 1, true),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Says_by_exit_code_whether_anything_was_touched(Exception failure, int exitCode, bool isExpected) =>
        Assert.That(Failures.ExitCodeOf(failure), Is.EqualTo(exitCode));

    [TestCaseSource(nameof(Cases))]
    public void Shows_a_stack_trace_of_what_nobody_expected(Exception failure, int exitCode, bool isExpected) =>
        Assert.That(Failures.AreExpected(failure), Is.EqualTo(isExpected));

    private static TestCaseData Case(string name, Exception failure, int exitCode, bool isExpected) =>
        new TestCaseData(failure, exitCode, isExpected).SetArgDisplayNames(name);
}
