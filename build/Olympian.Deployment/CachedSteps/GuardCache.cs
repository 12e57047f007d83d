using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.CachedSteps;

/// <summary>
/// Sees to it that a build takes from the cache only what is proven: what is damaged, and what nobody can say anything of, is dropped before, by id,
/// so that the steps run again. Where the engine's files cannot be read, nothing is dropped, and it is said that nothing is proven.
/// </summary>
public sealed class GuardCache(ProveCache prove, DropBuildCache drop, SealCache seal)
{
    /// <summary>Before a build.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="use">How much the build may take from the cache; what it may not take is not read.</param>
    /// <param name="heal">Whether damage may be dropped, or ends the build.</param>
    /// <param name="journal">Told every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the build may take, and no damage.</returns>
    /// <exception cref="BuilderDatabaseDamaged">A database of the builder's does not hold together.</exception>
    /// <exception cref="DamageFound">A record is damaged and may not be dropped.</exception>
    /// <exception cref="ExpectedFailure">A record that is not proven cannot be dropped.</exception>
    public async Task<CacheProof> BeforeAsync(
        string project, CacheUse use, bool heal, IHealingJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(journal);

        if (use != CacheUse.Cached)
        {
            return await prove.GlanceAsync(project, cancellationToken);
        }

        var proof = await prove.RunAsync(project, journal, cancellationToken);
        if (proof.Store is null)
        {
            journal.Warn($"The build cache cannot be proven: {proof.WhyNot}. Steps that come from it are not proven.");
            return proof;
        }

        if (proof.Damaged.Count > 0 && !heal)
        {
            throw new DamageFound(proof.Report, "Nothing was built. Let the build drop it: leave --no-heal out; or use no cache: ./build.sh --target=BuildProdClean");
        }

        return await HealAsync(project, proof, journal, cancellationToken);
    }

    /// <summary>Drops what is damaged or not proven, with what stands upon it, and makes sure that it went.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="proof">What was found.</param>
    /// <param name="journal">Told every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is left.</returns>
    /// <exception cref="ExpectedFailure">A record did not go.</exception>
    public async Task<CacheProof> HealAsync(string project, CacheProof proof, IHealingJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(journal);

        foreach (var finding in proof.Report.Findings)
        {
            journal.Warn($"DAMAGED {finding}");
        }

        foreach (var same in proof.Unproven.GroupBy(one => one.Reason, StringComparer.Ordinal))
        {
            journal.Tell($"not proven: {same.Count()} records of this project's build cache: {same.Key}");
        }

        var reasons = proof.Damaged.Select(one => (one.Record.Id, Reason: "it is damaged"))
            .Concat(proof.Unproven.Select(one => (one.Record.Id, Reason: "it is not proven")))
            .ToDictionary(one => one.Id, one => one.Reason, StringComparer.Ordinal);
        if (reasons.Count == 0)
        {
            return proof;
        }

        var left = await drop.RunAsync(project, reasons, journal, cancellationToken);
        var stays = reasons.Keys.Where(left.Contains).ToArray();
        if (stays.Length > 0)
        {
            throw new ExpectedFailure(
                $"{stays.Length} records of the build cache are damaged or not proven and cannot be dropped: {string.Join(", ", stays)}.",
                "Expected them to go; another build uses them, or something that is not of this project stands upon them.",
                "Wait for other builds of this project and build again; or use no cache: ./build.sh --target=BuildProdClean");
        }

        return proof with { Damaged = [], Unproven = [], Proven = [.. proof.Proven.Where(record => left.Contains(record.Id))] };
    }

    /// <summary>After a build, also one that failed: its steps are what the next one begins with.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="before">What was known before.</param>
    /// <param name="built">What was built; empty when it failed.</param>
    /// <param name="use">How much it was allowed to take from the cache.</param>
    /// <param name="journal">Told every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AfterAsync(
        string project, CacheProof before, IReadOnlyList<BuiltImage> built, CacheUse use, IHealingJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(built);
        ArgumentNullException.ThrowIfNull(journal);

        var cached = built.Sum(image => image.Record.Instructions.Count(instruction => instruction is { IsWork: true, Cached: true }));
        if (use == CacheUse.Cached && cached > 0 && before.Proven.Count == 0)
        {
            journal.Warn(before.WhyNot is { } unread
                ? $"Cached steps are NOT proven: {cached} came from the build cache, and {unread}."
                : $"Cached steps are NOT proven: {cached} came from the build cache, and no record of it is provably this project's (docs/decisions/0004-build-cache-ownership.md).");
        }

        var done = await seal.RunAsync(project, before, journal, cancellationToken);
        if (done.Sealed > 0)
        {
            journal.Tell($"sealed {done.Sealed} records of this project's build cache: the next cached build holds them against it");
        }

        if (done.WhyNot is { } reason)
        {
            journal.Warn($"{done.Unsealed} records of this project's build cache could not be sealed, and the next cached build makes them anew: {reason}");
        }
    }
}
