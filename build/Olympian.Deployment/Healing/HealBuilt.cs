using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Healing;

/// <summary>
/// After a build whose layers came out as some that the engine had already, damaged: sees to it that they are written anew. Either the
/// engine forgets the damaged ones, or the next build stands on bases raised by an empty layer, so that none of its layers is one that is there.
/// </summary>
public sealed class HealBuilt(IDockerEngine engine, IImageVerifier verifier, LetGoOfLayers letGo, CopyBase copies)
{
    /// <param name="order">What was built.</param>
    /// <param name="bases">Every base of it.</param>
    /// <param name="damaged">What was found.</param>
    /// <param name="journal">Told every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The copies that the next build is to stand on: those of before, and more where the damaged layers cannot go.</returns>
    public async Task<IReadOnlyDictionary<ImageReference, string>> RunAsync(
        ReleaseOrder order, IReadOnlyCollection<ResolvedBase> bases, BuiltDamaged damaged, IHealingJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(bases);
        ArgumentNullException.ThrowIfNull(damaged);
        ArgumentNullException.ThrowIfNull(journal);

        foreach (var finding in damaged.Report.Findings)
        {
            journal.Warn($"DAMAGED {finding}");
        }

        string[] chains = [.. damaged.Report.Findings.SelectMany(finding => finding.Chains).Distinct(StringComparer.Ordinal)];
        var snapshot = new EngineSnapshot(
            await engine.ImagesAsync(cancellationToken),
            await engine.ContainersAsync(cancellationToken),
            await engine.BuildCacheAsync(cancellationToken));
        var holders = LayerHolders.Of(order.Project.Name, chains, [], snapshot);
        if (holders.CanLetGo)
        {
            journal.Tell("letting go of damaged layers that the build came upon; then it is built once more");
            await letGo.RunAsync(order.Project.Name, chains, holders, journal, cancellationToken);
            verifier.Forget(chains.Concat(holders.Chains));
            return order.Copies;
        }

        HealBases.TellWhoHolds(holders, journal);
        var raised = new Dictionary<ImageReference, string>(order.Copies);
        ResolvedBase[] toRaise = [.. bases.Where(one => one.Reference.Use != BaseUse.Frontend && !raised.ContainsKey(one.Reference.Image))];
        try
        {
            foreach (var (index, one) in toRaise.Index())
            {
                raised[one.Reference.Image] = await copies.RaiseAsync(
                    order.Project.Name, $"{order.Arguments.ReleaseId}-raised-{index + 1}", one, chains, cancellationToken);
                journal.Tell($"raised {one.Name} by an empty layer: no layer that is built upon it is one that the engine has");
            }

            return raised;
        }
        catch
        {
            // Nobody will build upon those that were raised.
            await copies.ForgetAsync(toRaise.Select((_, index) => BaseCopy.NameOf(order.Project.Name, $"{order.Arguments.ReleaseId}-raised-{index + 1}")));
            throw;
        }
    }
}
