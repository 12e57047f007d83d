using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;

namespace Olympian.Deployment.Bases;

/// <summary>Asks the registries whether the bases that images stand on are still what their tags name. A newer one is news, and no fault.</summary>
public sealed class BaseFreshness(IDockerEngine engine, RegistryFreshness freshness)
{
    /// <summary>One state for each base, by name.</summary>
    /// <param name="images">The images that stand on them.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<IReadOnlyList<BaseState>> RunAsync(IEnumerable<ImageFacts> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);

        var states = new List<BaseState>();
        foreach (var one in images.SelectMany(image => BaseRecord.ListOf(image.Labels)).Distinct().OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            states.Add(await AskAsync(one, cancellationToken));
        }

        return states;
    }

    private async Task<BaseState> AskAsync(BaseRecord one, CancellationToken cancellationToken)
    {
        if (one.Digest is not { } digest || !ImageReference.TryParse(one.Name, out var name))
        {
            return Unknown(one, "it came from no registry");
        }

        if (name.Tag is not { } tag)
        {
            return Unknown(one, "it is named by its digest, and stays what it is");
        }

        try
        {
            // By its digest it may be gone from the engine, and is then known by that alone.
            var facts = await engine.FindImageAsync(one.ImageId, cancellationToken);
            var repository = RegistryImage.Parse($"{name.Domain}/{name.Repository}:{tag}");
            var state = await freshness.AskAsync(
                repository,
                new(repository.At(digest), one.ImageId, facts?.Layers ?? [], await PlatformAsync(facts, cancellationToken)),
                cancellationToken);
            return new(one.Name, digest, state.Digest, state.IsSame, state.Ahead(facts?.Created), WhyUnknown: null);
        }
        catch (RegistryFailure failure)
        {
            return Unknown(one, failure.WhatFailed);
        }
    }

    private async Task<RegistryPlatform> PlatformAsync(ImageFacts? facts, CancellationToken cancellationToken)
    {
        if (facts is { Platform.Length: > 0 })
        {
            return RegistryPlatform.Parse(facts.Platform);
        }

        var info = await engine.InfoAsync(cancellationToken);
        return RegistryPlatform.Of(info.OperatingSystem, info.Architecture, null);
    }

    private static BaseState Unknown(BaseRecord one, string why) => new(one.Name, one.Digest, null, IsSame: false, null, why);
}
