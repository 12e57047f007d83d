using System.Text;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>
/// Carries a plan out on a stopped engine: everything that goes is moved into a backup. Interrupted, it leaves what the next plan understands.
/// </summary>
public static class HealOffline
{
    /// <param name="plan">The plan.</param>
    /// <param name="withStrangers">Consent that images of somebody else's that depend on a lost layer go.</param>
    /// <param name="backup">Takes what goes.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>The backup's directory.</returns>
    /// <exception cref="ExpectedFailure">
    /// Somebody else's images depend on a lost layer, and there is no consent: nothing was touched. Or the disk does not do its work.
    /// </exception>
    public static string Run(OfflinePlan plan, bool withStrangers, IStoreBackup backup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(backup);

        if (plan.Strangers.Count > 0 && !withStrangers)
        {
            throw new UsageFailure(
                "Somebody else's images depend on a lost layer. They cannot be used any more, but they are not this project's to remove.",
                string.Join('\n', plan.Strangers.Select(stranger => $"  {stranger.What}")),
                "Ask their owners to build or pull them again; then, and with their consent only: "
                + $"{OperatorSteps.Command(plan.Root)} --with-strangers. Nothing was touched.");
        }

        var directory = backup.Begin(plan);
        foreach (var mend in plan.Mends)
        {
            cancellationToken.ThrowIfCancellationRequested();
            backup.Replace(mend.Path, Encoding.ASCII.GetBytes(mend.Content));
        }

        foreach (var one in plan.SetAsides)
        {
            cancellationToken.ThrowIfCancellationRequested();
            backup.Take(one.Path);
        }

        if (plan.References is { } references)
        {
            backup.Replace(OfflinePlan.ReferencesPath, references);
        }

        return directory;
    }
}
