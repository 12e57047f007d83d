using Olympian.Build.Console;
using Olympian.Deployment.Diagnosis;

namespace Olympian.Build.Tests.Console;

public sealed class DiagnosisTextTests
{
    [Test]
    public void Tells_each_finding_and_the_likely_cause() => Assert.That(
        DiagnosisText.Of(LogDiagnosis.Of("#3 9.1 write /a: no space left on device", "#3 9.2 write /b: no space left on device")).ReplaceLineEndings("\n"),
        Does.StartWith("line 1, 2 times: write /a: no space left on device\n  class    full disk (disk-full)\n  cause    The disk ")
            .And.Contains("\n  source   docker/for-mac#3529; ")
            .And.EndsWith(
                "\n\nMost likely the cause: line 1, full disk.\nRead 2 lines; every one that looks like an error is explained above."));

    [Test]
    public void Says_honestly_that_it_does_not_know() => Assert.That(
        DiagnosisText.Of(LogDiagnosis.Of("hello", "ERROR: the flux capacitor is empty")).ReplaceLineEndings("\n"),
        Does.StartWith("The last error of 2 lines that the catalogue does not know is line 2: ERROR: the flux capacitor is empty\nTo have it added, report "));

    [Test]
    public void Says_that_nothing_looks_like_an_error() => Assert.That(
        DiagnosisText.Of(LogDiagnosis.Of("hello")),
        Does.StartWith("Unknown: none of 1 lines is a message that the catalogue knows, and none looks like an error."));
}
