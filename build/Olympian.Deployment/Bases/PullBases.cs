using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Bases;

/// <summary>
/// Has the engine hold, by name, every image that a build will stand on: those of all stages, those that files are copied from, and those
/// that read the Dockerfile. BuildKit keeps the bases it pulls to itself, where nobody can look into them.
/// </summary>
public sealed class PullBases(IDockerEngine engine, IDockerfiles dockerfiles, RetryOnce retry)
{
    /// <summary>The images that each service's build stands on, by the service's name.</summary>
    /// <param name="services">The services that are built.</param>
    /// <param name="arguments">Build arguments added to those of the compose file.</param>
    /// <param name="use">
    /// An ultra-clean build asks the registry for every one of them; any other pulls only what the engine does not have.
    /// </param>
    /// <param name="journal">Told what is pulled.</param>
    /// <param name="cancellationToken">Ends the pulls.</param>
    /// <exception cref="ExpectedFailure">An image cannot be told, or cannot be had.</exception>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<ResolvedBase>>> RunAsync(
        IReadOnlyList<ServiceBuild> services,
        IReadOnlyDictionary<string, string> arguments,
        CacheUse use,
        ICleaningJournal journal,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(journal);

        var info = await engine.InfoAsync(cancellationToken);
        var platform = $"{info.OperatingSystem}/{info.Architecture}";
        var wanted = services.ToDictionary(
            service => service.Service,
            service => Read(service, arguments, platform),
            StringComparer.Ordinal);

        var resolved = new Dictionary<(ImageReference, string?), ImageFacts>();
        foreach (var (service, reference) in wanted
            .SelectMany(service => service.Value.Select(reference => (service.Key, reference)))
            .DistinctBy(one => (one.reference.Image, one.reference.Platform)))
        {
            resolved[(reference.Image, reference.Platform)] = await HaveAsync(service, reference, use, journal, cancellationToken);
        }

        return wanted.ToDictionary(
            service => service.Key,
            IReadOnlyList<ResolvedBase> (service) =>
            [
                .. service.Value.Select(reference => Resolved(reference, resolved[(reference.Image, reference.Platform)])),
            ],
            StringComparer.Ordinal);
    }

    private static ResolvedBase Resolved(BaseReference reference, ImageFacts image) =>
        new(reference, image, ResolvedBase.DigestOf(reference.Image, image));

    // By now the run has written files: what is wrong in a Dockerfile is no refusal before anything was touched any more.
    private IReadOnlyList<BaseReference> Read(ServiceBuild service, IReadOnlyDictionary<string, string> arguments, string platform)
    {
        try
        {
            return DockerfileBases.Of(service, dockerfiles.Read(service), arguments, dockerfiles.Environment, platform);
        }
        catch (UsageFailure refusal)
        {
            throw new ExpectedFailure(refusal.WhatFailed, refusal.ExpectedAndActual, refusal.NextCommand, refusal);
        }
    }

    private async Task<ImageFacts> HaveAsync(
        string service, BaseReference reference, CacheUse use, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        var name = reference.Image.Familiar;
        if (use != CacheUse.UltraClean && await engine.FindImageAsync(name, cancellationToken) is { } there)
        {
            return there;
        }

        try
        {
            await retry.RunAsync(
                $"Pulling {name}", () => engine.PullAsync(name, reference.Platform, cancellationToken), journal, cancellationToken);
        }
        catch (DockerCommandFailure refusal)
        {
            throw new BaseUnavailable(service, reference, refusal);
        }

        var pulled = await engine.FindImageAsync(name, cancellationToken) ?? throw new ExpectedFailure(
            $"The base image {name} was pulled and is not there.",
            $"Expected the engine to have it ({reference.Where}); it knows no image of that name.",
            "Somebody removed it, or its configuration is damaged. Run the same command again.");
        journal.Tell($"base {name} ({reference.Where}): {ResolvedBase.DigestOf(reference.Image, pulled) ?? pulled.Id}");
        return pulled;
    }
}
