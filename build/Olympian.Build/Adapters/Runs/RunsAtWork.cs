using System.Text.Json;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Options;
using Olympian.Deployment.Locks;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Adapters.Runs;

/// <summary>artifacts/runs/: a file for each run that is at work, by which a later one finds out that it was killed.</summary>
public sealed class RunsAtWork(Surroundings surroundings, IRunningProcesses processes)
{
    private string Place => Path.Combine(surroundings.Artifacts, "runs");

    /// <summary>Notes that a run is at work.</summary>
    public void Begin(RunRecord run, ProcessIdentity? process)
    {
        ArgumentNullException.ThrowIfNull(run);

        Directory.CreateDirectory(Place);
        var content = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["machine"] = process?.Machine ?? "",
            ["process"] = FormattableString.Invariant($"{process?.Id}"),
            ["started"] = process?.Started ?? "",
            ["record"] = run.ToLine(),
        });
        AtomicFile.Write(FileOf(run.Id), content);
    }

    /// <summary>Notes that it has ended.</summary>
    public void End(string id) => File.Delete(FileOf(id));

    /// <summary>The runs that ended without a word. They stay here until <see cref="End"/>, called once they are written down.</summary>
    public IReadOnlyList<RunRecord> Killed() => !Directory.Exists(Place) ? [] :
    [
        .. Directory.GetFiles(Place, "*.json")
            .Select(Read)
            .OfType<(RunRecord Record, ProcessIdentity Process)>()
            .Where(run => processes.Runs(run.Process) == false)
            .Select(run => run.Record with { Outcome = RunOutcome.Killed }),
    ];

    private string FileOf(string id) => Path.Combine(Place, $"{id}.json");

    private static (RunRecord Record, ProcessIdentity Process)? Read(string file)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file))!;
            return RunRecord.Parse(content["record"]) is { } record && int.TryParse(content["process"], out var id)
                ? (record, new(content["machine"], id, content["started"]))
                : null;
        }
        catch (Exception gone) when (gone is IOException or JsonException or KeyNotFoundException or UnauthorizedAccessException)
        {
            // Another run has taken it at the same time, or it is none of ours.
            return null;
        }
    }
}
