namespace Olympian.Docker.Tests.Support;

/// <summary>How much is tested: by default what must hold for every change, with OLYMPIAN_SUITE=full all there is.</summary>
internal static class Suite
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full";

    /// <summary>The rows of a table, and those that only the full suite has.</summary>
    public static IEnumerable<TestCaseData> Rows(IEnumerable<TestCaseData> byDefault, IEnumerable<TestCaseData> inFull) =>
        IsFull ? byDefault.Concat(inFull) : byDefault;
}
