using System.Globalization;

namespace Olympian.Deployment.Locks;

/// <summary>Who holds a lock: what the labels of a lock say.</summary>
/// <param name="Token">Tells this holder from every other.</param>
/// <param name="Owner">The user.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="Process">The process; null where the labels do not say it.</param>
/// <param name="Target">The targets that were asked for.</param>
/// <param name="Since">When it took the lock, by its own clock; null where the labels do not say it.</param>
/// <param name="Message">What the user says of the run; null for nothing.</param>
public sealed record LockHolder(
    string Token, string Owner, string Host, ProcessIdentity? Process, string Target, DateTimeOffset? Since, string? Message)
{
    private const string TokenLabel = LockLabels.Prefix + "token";
    private const string OwnerLabel = LockLabels.Prefix + "owner";
    private const string HostLabel = LockLabels.Prefix + "host";
    private const string MachineLabel = LockLabels.Prefix + "machine";
    private const string ProcessLabel = LockLabels.Prefix + "process";
    private const string StartedLabel = LockLabels.Prefix + "process-started";
    private const string TargetLabel = LockLabels.Prefix + "target";
    private const string SinceLabel = LockLabels.Prefix + "since";
    private const string MessageLabel = LockLabels.Prefix + "message";

    /// <summary>The labels that say it.</summary>
    public IReadOnlyDictionary<string, string> ToLabels()
    {
        var labels = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [TokenLabel] = Token,
            [OwnerLabel] = Owner,
            [HostLabel] = Host,
            [MachineLabel] = Process?.Machine,
            [ProcessLabel] = Process?.Id.ToString(CultureInfo.InvariantCulture),
            [StartedLabel] = Process?.Started,
            [TargetLabel] = Target,
            [SinceLabel] = Since?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            [MessageLabel] = Message,
        };
        return labels.Where(label => label.Value is not null).ToDictionary(label => label.Key, label => label.Value!, StringComparer.Ordinal);
    }

    /// <summary>
    /// What the labels say. Anything may be missing or not understood, because a newer build may have written them: it is then unknown, and
    /// never a reason to take the lock for stale.
    /// </summary>
    public static LockHolder Of(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);

        const string unknown = "unknown";
        var process = int.TryParse(labels.GetValueOrDefault(ProcessLabel), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ProcessIdentity(labels.GetValueOrDefault(MachineLabel), id, labels.GetValueOrDefault(StartedLabel, ""))
            : null;
        DateTimeOffset? since = DateTimeOffset.TryParse(
            labels.GetValueOrDefault(SinceLabel), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) ? read : null;
        return new(
            labels.GetValueOrDefault(TokenLabel, ""),
            labels.GetValueOrDefault(OwnerLabel, unknown),
            labels.GetValueOrDefault(HostLabel, unknown),
            process,
            labels.GetValueOrDefault(TargetLabel, unknown),
            since,
            labels.GetValueOrDefault(MessageLabel));
    }
}
