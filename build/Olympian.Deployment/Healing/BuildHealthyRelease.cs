using Olympian.Deployment.Bases;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Healing;

/// <summary>
/// Builds a release upon bases whose every layer was proven first: damage that is copied into a new layer gets a valid digest and can never be
/// found again. What is damaged is healed by the smallest step that heals it, and each step is followed by proof.
/// </summary>
/// <remarks>
/// Nothing comes from the build cache that is not proven, where that is possible. The ladder: once more, where the failure was a race or of the moment; this project's build cache dropped; the damaged layers let go and
/// pulled again; where that is not possible, a copy of the base that shares no layer with the damaged one. Each is gone at most once.
/// </remarks>
public sealed class BuildHealthyRelease(
    PullBases pull, IImageVerifier verifier, HealBases healBases, HealBuilt healBuilt, GuardCache cache, DropBuildCache dropCache, RetryOnce retry,
    BuildRelease build, CopyBase copyBase)
{
    /// <param name="order">What to build; its bases are found out here.</param>
    /// <param name="heal">Whether damage may be healed, or ends the build.</param>
    /// <param name="journal">Told every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DamageFound">A base or a cached step is damaged and may not be healed.</exception>
    /// <exception cref="ExpectedFailure">The build failed, or a base cannot be had sound; nothing that runs was changed.</exception>
    public async Task<HealthyRelease> RunAsync(ReleaseOrder order, bool heal, IHealingJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(journal);

        var before = await cache.BeforeAsync(order.Project.Name, order.CacheUse, heal, journal, cancellationToken);
        try
        {
            var release = await BuildUponProvenBasesAsync(order, heal, journal, cancellationToken);
            await cache.AfterAsync(order.Project.Name, before, release.Release.Images, order.CacheUse, journal, cancellationToken);
            return order.CacheUse == CacheUse.Cached ? release with { Integrity = release.Integrity + before.Report } : release;
        }
        catch (ImageBuildFailure)
        {
            // What the steps before the one that failed made is sound, and the next build begins with it.
            await cache.AfterAsync(order.Project.Name, before, [], order.CacheUse, journal, cancellationToken);
            throw;
        }
    }

    private async Task<HealthyRelease> BuildUponProvenBasesAsync(
        ReleaseOrder order, bool heal, IHealingJournal journal, CancellationToken cancellationToken)
    {
        var bases = await pull.RunAsync(
            [.. order.Project.BuiltServices.Select(service => service.Build!)],
            order.Arguments.Variables.ToDictionary(),
            order.CacheUse,
            journal,
            cancellationToken);
        ResolvedBase[] each = [.. bases.Values.SelectMany(one => one).DistinctBy(one => (one.Reference.Image, one.Reference.Platform))];
        var report = await verifier.RunAsync(
            [.. each.Select(one => new ImageToVerify($"base {one.Name}", one.Image.Id))], [], journal, cancellationToken);
        if (!report.IsClean && !heal)
        {
            throw new DamageFound(report, "Nothing was built upon it. Let the build heal it: leave --no-heal out; or: ./build.sh --target=Heal");
        }

        var project = order.Project.Name;
        var release = order.Arguments.ReleaseId.Value;
        var healed = report.IsClean
            ? HealedBases.AllSound
            : await healBases.RunAsync(project, release, each, report, journal, cancellationToken);
        var copies = healed.Copies;
        try
        {
            var upon = order with { Bases = bases, Copies = copies };
            try
            {
                var built = await BuildAsync(upon, heal, journal, cancellationToken);
                return new(built, bases, report + built.Integrity, !report.IsClean);
            }
            catch (BuiltDamaged damaged) when (heal)
            {
                copies = await healBuilt.RunAsync(upon, each, damaged, journal, cancellationToken);
                var built = await BuildAsync(upon with { Copies = copies }, heal, journal, cancellationToken);
                return new(built, bases, report + built.Integrity, WasHealed: true);
            }
        }
        finally
        {
            await copyBase.ForgetAsync(copies.Values);
        }
    }

    private async Task<ProvenRelease> BuildAsync(ReleaseOrder order, bool heal, IHealingJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            return await retry.RunAsync("The build", () => build.RunAsync(order, journal, cancellationToken), journal, cancellationToken);
        }
        catch (ImageBuildFailure failure) when (heal && failure.Diagnosis.Class == FaultClass.DamagedBuildCache)
        {
            journal.Warn($"The build failed ({FaultClass.DamagedBuildCache.Words()}): dropping this project's build cache, then once more. It said: {failure.Diagnosis.Cause!.Text}");
            await dropCache.RunAsync(order.Project.Name, journal, cancellationToken);
            return await build.RunAsync(order, journal, cancellationToken);
        }
    }
}
