using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Healing;

/// <summary>
/// Gets sound bases for a build. Where nothing but leftovers of this project holds the damaged layers, those are let go and pulled again.
/// Where a container runs upon them, or somebody else holds them, nothing is stopped and nothing of anybody else's is touched: the build
/// gets a copy that shares no layer with what is damaged.
/// </summary>
public sealed class HealBases(
    IDockerEngine engine, IImageVerifier verifier, LetGoOfLayers letGo, CopyBase copies, ObtainableLayers obtainable, RetryOnce retry)
{
    /// <param name="project">The project's name.</param>
    /// <param name="release">What tells this run's copies from others'.</param>
    /// <param name="bases">Every base of the build.</param>
    /// <param name="report">What verifying them came to.</param>
    /// <param name="journal">Told every step.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <exception cref="ExpectedFailure">No sound copy can be had; nothing was removed then that something may need.</exception>
    public async Task<HealedBases> RunAsync(
        string project,
        string release,
        IReadOnlyCollection<ResolvedBase> bases,
        IntegrityReport report,
        IHealingJournal journal,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bases);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(journal);

        foreach (var finding in report.Findings)
        {
            journal.Warn($"DAMAGED {finding}");
        }

        var damagedIds = report.Findings.SelectMany(finding => finding.ImageIds).ToHashSet(StringComparer.Ordinal);
        ResolvedBase[] damaged = [.. bases.Where(one => damagedIds.Contains(one.Image.Id)).DistinctBy(one => one.Reference.Image)];
        string[] chains = [.. report.Findings.SelectMany(finding => finding.Chains).Distinct(StringComparer.Ordinal)];

        var holders = LayerHolders.Of(
            project, chains, [.. damaged.Select(one => one.Reference.Image)], await SnapshotAsync(cancellationToken), report.ImagesDamagedAsSuch);
        if (holders.CanLetGo)
        {
            await obtainable.EnsureAsync(damaged, chains, journal, cancellationToken);
            if (await PullAnewAsync(project, holders, damaged, chains, journal, cancellationToken))
            {
                return HealedBases.AllSound;
            }

            journal.Warn("The damage is still there after everything of this project's that held it was removed and pulled again.");
        }
        else
        {
            TellWhoHolds(holders, journal);
        }

        return new(await CopyAsync(project, release, damaged, chains, journal, cancellationToken), chains);
    }

    private async Task<bool> PullAnewAsync(
        string project,
        LayerHolders holders,
        IReadOnlyList<ResolvedBase> damaged,
        IReadOnlyList<string> chains,
        IHealingJournal journal,
        CancellationToken cancellationToken)
    {
        journal.Tell($"letting go of {chains.Count} damaged layers: nothing runs upon them, and nobody else holds them");
        await letGo.RunAsync(project, chains, holders, journal, cancellationToken);
        verifier.Forget(chains.Concat(holders.Chains));

        var pulled = new List<ImageToVerify>();
        foreach (var one in damaged)
        {
            // The very image that the registry was just found to have: its tag may name another one by now.
            var exactly = $"{one.Reference.Image.Domain}/{one.Reference.Image.Repository}@{one.Digest}";
            await retry.RunAsync(
                $"Pulling {one.Name}",
                () => engine.PullAsync(exactly, one.Reference.Platform, cancellationToken),
                journal,
                cancellationToken);
            var image = await engine.FindImageAsync(exactly, cancellationToken);
            if (image is not null && one.Reference.Image.Digest is null)
            {
                await engine.TagAsync(image.Id, one.Name, cancellationToken);
            }

            journal.Tell($"pulled {one.Name} again");
            pulled.Add(new($"base {one.Name}", image?.Id ?? one.Image.Id));
        }

        var again = await verifier.RunAsync(pulled, [], journal, cancellationToken);
        if (again.IsClean)
        {
            journal.Tell($"healed: {string.Join(", ", damaged.Select(one => one.Name))}, every layer verified again");
        }

        return again.IsClean;
    }

    private async Task<IReadOnlyDictionary<ImageReference, string>> CopyAsync(
        string project,
        string release,
        IReadOnlyList<ResolvedBase> damaged,
        IReadOnlyList<string> chains,
        IHealingJournal journal,
        CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(project, release, damaged, chains, journal, cancellationToken);
        }
        catch
        {
            // Nobody will build upon those that were made.
            await copies.ForgetAsync(damaged.Select((_, index) => BaseCopy.NameOf(project, $"{release}-{index + 1}")));
            throw;
        }
    }

    private async Task<IReadOnlyDictionary<ImageReference, string>> FetchAsync(
        string project,
        string release,
        IReadOnlyList<ResolvedBase> damaged,
        IReadOnlyList<string> chains,
        IHealingJournal journal,
        CancellationToken cancellationToken)
    {
        var made = new Dictionary<ImageReference, string>();
        foreach (var (index, one) in damaged.Index())
        {
            made[one.Reference.Image] = await retry.RunAsync(
                $"Fetching {one.Name}",
                () => copies.FetchAsync(project, $"{release}-{index + 1}", one, chains, journal, cancellationToken),
                journal,
                cancellationToken);
        }

        var images = new List<ImageToVerify>();
        foreach (var (reference, name) in made)
        {
            images.Add(new($"copy of base {reference.Familiar}", (await engine.FindImageAsync(name, cancellationToken))?.Id ?? name));
        }

        var report = await verifier.RunAsync(images, [], journal, cancellationToken);
        return report.IsClean
            ? made
            : throw new DamageFound(report, "The engine's disk damages what is written to it now: look at `dmesg --level=err,warn` before anything else.");
    }

    private async Task<EngineSnapshot> SnapshotAsync(CancellationToken cancellationToken) => new(
        await engine.ImagesAsync(cancellationToken),
        await engine.ContainersAsync(cancellationToken),
        await engine.BuildCacheAsync(cancellationToken));

    internal static void TellWhoHolds(LayerHolders holders, ICleaningJournal journal)
    {
        if (holders.Running.Count > 0)
        {
            journal.Tell(
                $"running upon the damaged layers, and left running: {string.Join(", ", holders.Running.Select(container => container.Name))}");
        }

        foreach (var stranger in holders.Strangers)
        {
            journal.Warn($"somebody else holds the damaged layers too, and is left alone: {stranger.What}; its owner could type: {stranger.Command}");
        }
    }
}
