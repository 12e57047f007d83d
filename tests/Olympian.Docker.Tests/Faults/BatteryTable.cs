using System.Collections.Concurrent;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>The table of the battery: <c>artifacts/fault-battery.md</c>. A row is added when everything it says was seen.</summary>
[SetUpFixture]
public sealed class BatteryTable
{
    private const string Head =
        """
        | fault | damaged | found by | what was done | times |
        |---|---|---|---|---|
        """;

    private static readonly ConcurrentQueue<BatteryRow> Rows = [];

    /// <summary>Adds what a test has seen.</summary>
    internal static void Add(BatteryRow row) => Rows.Enqueue(row);

    [OneTimeTearDown]
    public void Is_written_when_the_last_test_has_ended()
    {
        if (Rows.IsEmpty)
        {
            return;
        }

        var artifacts = Directory.CreateDirectory(Path.Combine(Checkout.Original, "artifacts")).FullName;
        File.WriteAllText(Path.Combine(artifacts, "fault-battery.md"), Text());
    }

    // The same fault in another place or by another target joins its row; what is no change to one file comes last.
    private static string Text()
    {
        var faults = FaultTable.All.Concat(FaultTable.OfContainerd).Select(fault => fault.Name)
            .Concat(Rows.Select(row => row.Fault).Order(StringComparer.Ordinal)).Distinct().ToList();
        var lines = Rows
            .GroupBy(row => (row.Fault, row.FoundBy))
            .OrderBy(rows => faults.IndexOf(rows.Key.Fault)).ThenBy(rows => rows.Key.FoundBy, StringComparer.Ordinal)
            .Select(rows =>
                $"| {rows.Key.Fault} | {Listed(rows.Select(row => row.Place))} | {rows.Key.FoundBy} "
                + $"| {Listed(rows.Select(row => row.Outcome))} | {rows.Count()} |");
        return $"{Head}\n{string.Join('\n', lines)}\n";
    }

    private static string Listed(IEnumerable<string> texts) => string.Join("; ", texts.Distinct().Order(StringComparer.Ordinal));
}
