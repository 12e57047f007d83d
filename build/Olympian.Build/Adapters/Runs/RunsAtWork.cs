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

    /// <summary>The runs that ended without a word. They are forgotten here.</summary>
    public IReadOnlyList<RunRecord> TakeKilled()
    {
        if (!Directory.Exists(Place))
        {
            return [];
        }

        var killed = new List<RunRecord>();
        foreach (var file in Directory.EnumerateFiles(Place, "*.json").ToArray())
        {
            if (Read(file) is { } run && processes.Runs(run.Process) == false)
            {
                killed.Add(run.Record with { Outcome = RunOutcome.Killed });
                File.Delete(file);
            }
        }

        return killed;
    }

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
