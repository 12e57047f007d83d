namespace Olympian.Deployment;

/// <summary>
/// Wrong use or wrong settings, found before anything was touched. Ends the run with exit code 2.
/// </summary>
public sealed class UsageFailure(string whatFailed, string? expectedAndActual, string nextCommand, Exception? cause = null)
    : ExpectedFailure(whatFailed, expectedAndActual, nextCommand, cause)
{
    /// <summary>2: wrong use or settings; nothing was touched.</summary>
    public override int ExitCode => 2;
}
