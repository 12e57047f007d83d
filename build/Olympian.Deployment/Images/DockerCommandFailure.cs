using Olympian.Deployment.Diagnosis;

namespace Olympian.Deployment.Images;

/// <summary>A <c>docker</c> command ended with a non-zero exit code, or did not end in time.</summary>
public sealed class DockerCommandFailure : ExpectedFailure, IDiagnosedFailure
{
    private const int TailLines = 30;

    private DockerCommandFailure(string whatFailed, string expectedAndActual, string command, int? exitCode, IReadOnlyList<string> errorTail)
        : base(whatFailed, expectedAndActual, NextStep.Of(errorTail, $"See it again with: {command}"))
    {
        Command = command;
        DockerExitCode = exitCode;
        ErrorTail = errorTail;
    }

    /// <summary>The command as one would type it, secrets blotted out.</summary>
    public string Command { get; }

    /// <summary>The exit code; null when the command was killed for taking too long.</summary>
    public int? DockerExitCode { get; }

    /// <summary>The last lines of standard error, secrets blotted out.</summary>
    public IReadOnlyList<string> ErrorTail { get; }

    /// <inheritdoc/>
    public LogDiagnosis Diagnosis => LogDiagnosis.Of(ErrorTail);

    /// <inheritdoc/>
    public IReadOnlyList<string> Lines => ErrorTail;

    /// <summary>The command ended by itself, with <paramref name="exitCode"/>.</summary>
    public static DockerCommandFailure Exited(DockerCommand command, int exitCode, string standardError)
    {
        var shown = command.ToString();
        var tail = Tail(command, standardError);
        return new(
            $"`{shown}` failed.",
            string.Join('\n', [$"Expected exit code 0, got {exitCode}.", .. tail]),
            shown, exitCode, tail);
    }

    /// <summary>The command was killed at its limit.</summary>
    public static DockerCommandFailure TimedOut(DockerCommand command, TimeSpan limit, string standardError)
    {
        var shown = command.ToString();
        var tail = Tail(command, standardError);
        return new(
            $"`{shown}` did not finish.",
            string.Join('\n', [FormattableString.Invariant($"Expected it to end within {limit.TotalSeconds:0.#} s; it was stopped then."), .. tail]),
            shown, null, tail);
    }

    private static string[] Tail(DockerCommand command, string standardError) =>
        [.. CommandLine.Redact(standardError, command.Secrets)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .TakeLast(TailLines)];
}
