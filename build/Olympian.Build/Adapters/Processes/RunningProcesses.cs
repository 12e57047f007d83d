using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Olympian.Build.Options;
using Olympian.Deployment.Locks;

namespace Olympian.Build.Adapters.Processes;

/// <summary>The processes of this machine, read from Linux's <c>/proc</c>; elsewhere none can be seen, and signs of life decide.</summary>
public sealed class RunningProcesses(Surroundings surroundings, TimeProvider time) : IRunningProcesses
{
    // What a run starts has it in its environment, so that it is found when the run was killed.
    private const string MarkVariable = "OLYMPIAN_RUN";

    /// <inheritdoc/>
    public LockHolder Holder(string target, string? message)
    {
        // A user id without a name, as in many a container, has none.
        var user = Environment.UserName is { Length: > 0 } name ? name : "a user without a name";
        var owner = surroundings.Variable("SUDO_USER") is { } person && person != user ? $"{person} ({user})" : user;
        return new(
            RandomNumberGenerator.GetHexString(32, lowercase: true),
            owner,
            Environment.MachineName,
            new(Machine(), Environment.ProcessId, Stat(Environment.ProcessId)?.Started ?? ""),
            target,
            time.GetUtcNow(),
            message);
    }

    /// <inheritdoc/>
    public bool? Runs(ProcessIdentity process)
    {
        ArgumentNullException.ThrowIfNull(process);

        // Of the same boot of the same kernel and in the same namespace, or nothing can be said: names of hosts are given twice.
        if (Machine() is not { } here || process.Machine != here || process.Started.Length == 0)
        {
            return null;
        }

        return Stat(process.Id) is { } stat ? stat.Started == process.Started && stat.State is not ('Z' or 'X')
            // A /proc that hides other users' processes (hidepid) shows nothing where somebody may well be.
            : IsNobody(process.Id) ? false : null;
    }

    /// <inheritdoc/>
    public void Mark(string token) => Environment.SetEnvironmentVariable(MarkVariable, token);

    /// <inheritdoc/>
    public IReadOnlyList<string> StartedBy(string token)
    {
        if (Machine() is null || string.IsNullOrEmpty(token))
        {
            return [];
        }

        var mark = Encoding.UTF8.GetBytes($"{MarkVariable}={token}\0");
        var found = new List<string>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId)
            {
                continue;
            }

            try
            {
                if (File.ReadAllBytes(Path.Combine(directory, "environ")).AsSpan().IndexOf(mark) >= 0)
                {
                    var command = File.ReadAllText(Path.Combine(directory, "comm")).Trim();
                    found.Add(FormattableString.Invariant($"{id} {command}"));
                }
            }
            catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or is another user's, whom this run's predecessor was not.
                continue;
            }
        }

        return found;
    }

    // The null signal asks and does nothing; it answers for processes that /proc hides, too.
    private static bool IsNobody(int id)
    {
        const int noSuchProcess = 3; // ESRCH
        return id > 0 && SendSignal(id, 0) != 0 && Marshal.GetLastPInvokeError() == noSuchProcess;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int id, int signal);

    private static string? Machine()
    {
        const string boot = "/proc/sys/kernel/random/boot_id";
        const string processes = "/proc/self/ns/pid";
        try
        {
            return OperatingSystem.IsLinux() && File.Exists(boot) && new FileInfo(processes).LinkTarget is { } space
                ? $"{File.ReadAllText(boot).Trim()} {space}"
                : null;
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The command's name is in brackets and may hold anything: fields are counted from the last bracket on, the state first (proc_pid_stat(5)).
    private static (char State, string Started)? Stat(int id)
    {
        const int started = 22 - 3;
        try
        {
            var text = File.ReadAllText(FormattableString.Invariant($"/proc/{id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], fields[started]);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
