using Olympian.Deployment;

namespace Olympian.Build.Adapters.Testing;

/// <summary>How many tests passed and failed. A check that is no test of a framework's (formatting, scripts) counts as one.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed, and runs that broke off.</param>
/// <param name="Names">The names of the failed ones.</param>
public sealed record TestTally(int Passed, int Failed, IReadOnlyList<string> Names)
{
    /// <summary>Nothing yet.</summary>
    public static readonly TestTally None = new(0, 0, []);

    /// <summary>One check that passed or failed.</summary>
    public static TestTally Of(string check, bool passed) => passed ? new(1, 0, []) : new(0, 1, [check]);

    public static TestTally operator +(TestTally left, TestTally right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, [.. left.Names, .. right.Names]);

    /// <exception cref="ExpectedFailure">A test failed, or none ran.</exception>
    public void EnsureAllPassed()
    {
        if (Failed > 0)
        {
            throw new ExpectedFailure(
                $"{Failed} of {Passed + Failed} tests failed.",
                string.Join('\n', Names.Select(name => $"  {name}")),
                "Run one again: ./build.sh --target=Test --filter=PART-OF-ITS-NAME");
        }

        if (Passed == 0)
        {
            throw new ExpectedFailure("No test ran.", "Expected at least one.", "Name tests that exist: ./build.sh --target=Test --filter=PART-OF-A-NAME");
        }
    }

    /// <summary><c>N passed, N failed</c>.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed";
}
