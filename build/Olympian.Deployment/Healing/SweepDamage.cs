using Olympian.Deployment.Archives;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Healing;

/// <summary>
/// After a release that was built free of damaged layers was proven to run: lets go of the damaged ones, which nothing of this project's runs
/// upon any more, and pulls the bases they belong to again.
/// </summary>
public sealed class SweepDamage(IDockerEngine engine, IImageVerifier verifier, LetGoOfLayers letGo, RetryOnce retry)
{
    /// <summary>As the other, of the damaged layers that the images which run now were built to be free of.</summary>
    public Task<bool> RunAsync(string project, IReadOnlyCollection<ImageFacts> images, IHealingJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        return RunAsync(
            project,
            [.. images.SelectMany(image => BaseCopy.ReplacedBy(image.Labels)).Distinct(StringComparer.Ordinal)],
            [.. images.SelectMany(BaseRecord.NamesOf).Distinct()],
            [],
            journal,
            cancellationToken);
    }

    /// <param name="project">The project's name.</param>
    /// <param name="chains">The chain ids of the damaged layers.</param>
    /// <param name="bases">The images that the project is built upon.</param>
    /// <param name="damaged">The ids of images that are damaged in what they say of themselves, and not in a layer.</param>
    /// <param name="journal">Told every step.</param>
    /// <param name="cancellationToken">Ends it between two steps; what runs is not touched.</param>
    /// <returns>Whether there is no damage left, as far as this project knows of any.</returns>
    public async Task<bool> RunAsync(
        string project,
        IReadOnlyCollection<string> chains,
        IReadOnlyCollection<ImageReference> bases,
        IReadOnlyCollection<string> damaged,
        IHealingJournal journal,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chains);
        ArgumentNullException.ThrowIfNull(bases);
        ArgumentNullException.ThrowIfNull(damaged);
        ArgumentNullException.ThrowIfNull(journal);

        if (chains.Count == 0 && damaged.Count == 0)
        {
            return true;
        }

        var snapshot = new EngineSnapshot(
            await engine.ImagesAsync(cancellationToken),
            await engine.ContainersAsync(cancellationToken),
            await engine.BuildCacheAsync(cancellationToken));
        var holders = LayerHolders.Of(project, chains, bases, snapshot, damaged);
        if (holders.Images.Count == 0 && holders.Bases.Count == 0 && holders.Strangers.Count == 0)
        {
            return true;
        }

        if (!holders.CanLetGo)
        {
            HealBases.TellWhoHolds(holders, journal);
            journal.Warn("The damaged layers stay on this engine until the last of these is gone; builds of this project stand on sound copies meanwhile.");
            return false;
        }

        journal.Tell("nothing runs upon the damaged layers any more: letting go of them");
        await letGo.RunAsync(project, chains, holders, journal, cancellationToken);
        verifier.Forget(chains.Concat(holders.Chains));
        var left = (await engine.ImagesAsync(cancellationToken))
            .Where(image => damaged.Contains(image.Id) || LayerChain.IdsOf(image.Layers).Any(chains.Contains)).ToArray();
        if (left.Length > 0)
        {
            journal.Warn(
                $"Something came between: {string.Join(", ", left.Select(image => image.Tags.Count > 0 ? image.Tags[0] : image.Id))} still holds the "
                + "damaged layers, and they stay on this engine. See who holds it: ./build.sh --target=Heal --plan");
            return false;
        }

        return await PullAgainAsync(holders.Bases, bases, journal, cancellationToken);
    }

    private async Task<bool> PullAgainAsync(
        IReadOnlyList<ImageFacts> gone, IReadOnlyCollection<ImageReference> bases, IHealingJournal journal, CancellationToken cancellationToken)
    {
        var pulled = new List<ImageToVerify>();
        foreach (var name in bases.Where(name => gone.Any(image => image.Tags.Any(tag => ImageReference.TryParse(tag, out var listed) && listed == name))))
        {
            await retry.RunAsync(
                $"Pulling {name.Familiar}", () => engine.PullAsync(name.Familiar, platform: null, cancellationToken), journal, cancellationToken);
            journal.Tell($"pulled {name.Familiar} again");
            pulled.Add(new($"base {name.Familiar}", (await engine.FindImageAsync(name.Familiar, cancellationToken))?.Id ?? name.Familiar));
        }

        if (pulled.Count == 0)
        {
            journal.Tell("healed: no image on this engine has the damaged layers any more; they are pulled or built anew where they are needed");
            return true;
        }

        var report = await verifier.RunAsync(pulled, [], journal, cancellationToken);
        if (!report.IsClean)
        {
            await TellWhatKeepsAsync(report, journal, cancellationToken);
            return false;
        }

        journal.Tell($"healed: {string.Join(", ", pulled.Select(image => image.Title))}, every layer verified again");
        return true;
    }

    private async Task TellWhatKeepsAsync(IntegrityReport report, IHealingJournal journal, CancellationToken cancellationToken)
    {
        // Seen after builds whose steps went before anybody knew of the damage. Nothing tells whose such a record is; so it stays.
        var untold = BasePointers.BareUntold(await engine.BuildCacheAsync(cancellationToken));
        if (untold.Count > 0)
        {
            journal.Warn(
                $"The release that runs is free of the damaged layers. {untold.Count} records of the build cache of which the engine does not say whose "
                + "they are may keep them. If no other project builds on this engine, type: "
                + $"{PruneCommand.Of(untold)}, then ./build.sh --target=Heal. {report.Findings[0]}");
            return;
        }

        // Seen after two identical builds side by side: the engine counts a layer's users, and had counted one too many.
        journal.Warn(
            "The release that runs is free of the damaged layers. The engine keeps them though nothing that it shows holds them: "
            + $"restart it when that suits, then ./build.sh --target=Heal. {report.Findings[0]}");
    }
}
