using System.Globalization;
using System.Security.Cryptography;
using Olympian.Build.Adapters.Runs;
using Olympian.Build.Options;
using Olympian.Deployment.Locks;
using Olympian.Deployment.Runs;
using Olympian.Deployment.Settings;

namespace Olympian.Build;

/// <summary>
/// Leaves a line for each run that may change something, or that proves something. A history that cannot be written is a warning: it is for people, and no deployment
/// fails for it.
/// </summary>
public sealed class RunRecorder(RunHistory history, RunsAtWork atWork, RunDiary diary, BuiltRelease built, IRunningProcesses processes, RunOptions options, WaitClock time)
{
    private RunRecord? run;
    private long began;
    private TimeSpan waitedBefore;

    /// <summary>Begins the record, and writes down runs that ended without a word.</summary>
    public void Begin(string project, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);

        (began, waitedBefore) = (time.GetTimestamp(), time.Waited);
        var self = processes.Holder(string.Join(", ", options.Targets), null);
        var now = time.GetUtcNow();
        run = new(
            $"{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}",
            project, self.Owner, self.Host, options.Targets, now);
        Try(
            () =>
            {
                foreach (var killed in atWork.Killed())
                {
                    history.Append(killed);
                    atWork.End(killed.Id);
                }

                atWork.Begin(run, self.Process);
            },
            warn);
    }

    /// <summary>
    /// After the settings were written: the run is one of the project that they name. A run that does nothing else begins its record here, because
    /// before that there may be settings that nobody but a person can complete.
    /// </summary>
    public void Follow(string project, Action<string> warn)
    {
        if (run is null)
        {
            Begin(project, warn);
        }
        else
        {
            run = run with { Project = project };
        }
    }

    /// <summary>Who the run is, for a mark in the engine; null before it has begun.</summary>
    public StartMark? MarkOf(string release) =>
        run is null ? null : new(run.Project, release, run.User, run.Host, string.Join(", ", run.Targets), time.GetUtcNow());

    /// <summary>Writes the record; does nothing where none was begun.</summary>
    /// <param name="outcome">How the run ended.</param>
    /// <param name="exitCode">What the process will return.</param>
    /// <param name="message">What was told of a failure; null for none.</param>
    /// <param name="warn">Is told when it cannot be written.</param>
    public void End(RunOutcome outcome, int exitCode, string? message, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);

        if (run is not { } begun)
        {
            return;
        }

        run = null;
        Try(
            () =>
            {
                history.Append(begun with
                {
                    Outcome = outcome,
                    ExitCode = exitCode,
                    Message = message is null ? null : KnownSecrets.Scrub(message.Split('\n', 2)[0]),
                    Duration = time.GetElapsedTime(began),
                    Release = diary.Release ?? built.Id?.Value,
                    Durations = diary.Durations,
                    Removed = diary.Removed,
                    Gaps = diary.Gaps,
                    Profile = diary.Profile(time.Waited - waitedBefore, () => HasReleaseOf(begun.Project)),
                });
                atWork.End(begun.Id);
            },
            warn);
    }

    // Found near the beginning of a history, mostly; no more of it is read then.
    private bool HasReleaseOf(string project) => history.Read().Any(line => line.Record is { Release: not null } earlier && earlier.Project == project);

    private void Try(Action write, Action<string> warn)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            warn($"This run is not in {history.File}: {failure.Message}");
        }
    }
}
