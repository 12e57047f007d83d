using System.Xml;
using System.Xml.Linq;

namespace Olympian.Build.Adapters.Testing;

/// <summary>Reads what the test platform wrote (TRX, http://microsoft.com/schemas/VisualStudio/TeamTest/2010).</summary>
internal static class TestResults
{
    private static readonly XNamespace Schema = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>
    /// Passed and failed tests. Whatever did not pass failed: a test that was skipped or never ran proves nothing, and a run that broke
    /// off counts as a failure though no single test of it may.
    /// </summary>
    public static TestTally Read(string path)
    {
        if (Load(path) is not { } run)
        {
            return TestTally.Of($"the test run: its results in {path} were cut off", passed: false);
        }

        var tally = run.Descendants(Schema + "UnitTestResult")
            .Select(result => TestTally.Of((string?)result.Attribute("testName") ?? "a test", (string?)result.Attribute("outcome") == "Passed"))
            .Aggregate(TestTally.None, (sum, one) => sum + one);

        var outcome = (string?)run.Element(Schema + "ResultSummary")?.Attribute("outcome");
        return outcome is "Completed" or "Passed" || tally.Failed > 0 ? tally : tally + TestTally.Of($"the test run: {outcome}", passed: false);
    }

    // A run that is killed leaves half a file behind.
    private static XElement? Load(string path)
    {
        try
        {
            return XDocument.Load(path).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
