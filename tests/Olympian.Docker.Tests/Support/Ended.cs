namespace Olympian.Docker.Tests.Support;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Everything it printed on both streams, in the order in which it came.</param>
/// <param name="Elapsed">How long it ran.</param>
internal sealed record Ended(int ExitCode, string Output, TimeSpan Elapsed)
{
    /// <summary>The lines it printed.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n');
}
