using Olympian.Deployment.Locks;

namespace Olympian.Build.Tests.Locks;

/// <summary>A machine whose processes are what a test says.</summary>
internal sealed class ProcessesDouble : IRunningProcesses
{
    public const string Machine = "boot-1 pid:[1]";

    private int tokens;

    /// <summary>Ids of processes that run here.</summary>
    public HashSet<int> Running { get; } = [];

    /// <summary>What killed runs left, each time somebody looks.</summary>
    public Queue<string[]> Left { get; } = [];

    /// <summary>Who anna is, on this machine.</summary>
    public static LockHolder Anna(int process = 41, string? machine = Machine) => new(
        $"token-of-{process}", "anna", "build-7", new(machine, process, "100"), "QuickDockerMulti",
        new DateTimeOffset(2026, 11, 22, 13, 57, 0, TimeSpan.Zero), null);

    public LockHolder Holder(string target, string? message) =>
        new($"token-{++tokens}", "me", "here", new(Machine, 1000 + tokens, "200"), target, null, message);

    public bool? Runs(ProcessIdentity process) => process.Machine == Machine ? Running.Contains(process.Id) : null;

    public void Mark(string token)
    {
    }

    public IReadOnlyList<string> StartedBy(string token) => Left.TryDequeue(out var left) ? left : [];
}
