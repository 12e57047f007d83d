using System.Collections.Concurrent;
using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;

namespace Olympian.Deployment.Integrity;

/// <summary>
/// Proves that the layers of images are what was pulled or built, by the strongest way that the engine allows: its own files where they can
/// be read; otherwise what it saves and what a container would see.
/// </summary>
public sealed class VerifyIntegrity(
    IDockerEngine engine, IStoreLocator locator, IImageStreams streams, RegistryCheck registry, CheckedLayers checkedLayers, TimeProvider time) : IImageVerifier
{
    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);
    private (EngineInfo Info, StoreAccess Access)? located;

    /// <inheritdoc/>
    public async Task<IntegrityReport> RunAsync(
        IReadOnlyList<ImageToVerify> images, IReadOnlyList<Way> ways, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(ways);
        ArgumentNullException.ThrowIfNull(journal);

        if (images.Count == 0)
        {
            return IntegrityReport.Empty;
        }

        var (info, access) = await LocateAsync(cancellationToken);
        if (ways.Contains(Way.Store) && access.Store is null)
        {
            throw new ExpectedFailure(
                "The engine's own files cannot be read.",
                $"Expected root on the host of an engine with overlay2, for --ways=store; {access.WhyNot}.",
                "Let the build choose: leave --ways out; or look through the engine: --ways=save,rootfs");
        }

        Way[] here = [.. ways.Where(way => way != Way.Registry)];
        IReadOnlyList<Way> chosen = here.Length > 0 ? here : access.Store is not null ? [Way.Store] : [Way.Save, Way.RootFs];
        var report = new IntegrityReport([], [], here.Length == 0 && access.WhyNot is { } reason ? [(Way.Store, reason)] : []);
        if (chosen.Contains(Way.Store))
        {
            report += await Task.Run(() => new StoreWay(access.Store!, known, time).Run(images, journal, cancellationToken), cancellationToken);
        }

        if (chosen.Contains(Way.Save) || chosen.Contains(Way.RootFs))
        {
            var withContents = chosen.Contains(Way.RootFs);
            var (saving, saved) = await new SaveWay(engine, streams, time).RunAsync(images, withContents, journal, cancellationToken);
            report += saving;
            if (withContents)
            {
                report += await new RootFsWay(streams, time).RunAsync(images, saved, info.UsesContainerd, journal, cancellationToken);
            }
        }

        return ways.Contains(Way.Registry)
            ? report + await new RegistryWay(engine, registry, checkedLayers, time).RunAsync(images, journal, cancellationToken)
            : report;
    }

    /// <inheritdoc/>
    public void Forget(IEnumerable<string> chainIds)
    {
        ArgumentNullException.ThrowIfNull(chainIds);
        foreach (var chainId in chainIds)
        {
            known.TryRemove(chainId, out _);
        }
    }

    private async Task<(EngineInfo Info, StoreAccess Access)> LocateAsync(CancellationToken cancellationToken)
    {
        if (located is null)
        {
            var info = await engine.InfoAsync(cancellationToken);
            located = (info, await locator.LocateAsync(info, cancellationToken));
        }

        return located.Value;
    }
}
