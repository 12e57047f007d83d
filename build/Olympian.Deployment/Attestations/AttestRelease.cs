using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Attestations;

/// <summary>Says of a release that was built and proven what it is.</summary>
public sealed class AttestRelease(IDockerEngine engine, TimeProvider time)
{
    /// <param name="order">What was ordered.</param>
    /// <param name="release">What was built.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="ExpectedFailure">An image of the release is not there any more.</exception>
    public async Task<Attestation> RunAsync(ReleaseOrder order, HealthyRelease release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(release);

        var info = await engine.InfoAsync(cancellationToken);
        var images = new List<AttestedImage>();
        foreach (var built in release.Release.Images)
        {
            var name = ReleaseTags.Verified(order.Project.Name, built.Service, order.Arguments.ReleaseId.Value);
            var facts = await engine.FindImageAsync(name, cancellationToken) ?? throw new ExpectedFailure(
                $"The image {name} was released a moment ago and is not there.",
                $"Expected the engine to have {built.ImageId} under this name.",
                "Somebody removed it. Build it again: ./build.sh --target=BuildProdUltraClean");
            images.Add(new(built.Service, name, facts.Id, facts.Layers, BaseRecord.ListOf(facts.Labels)));
        }

        return new(
            order.Project.Name,
            order.Arguments.ReleaseId.Value,
            order.Arguments.SourceHash,
            order.Arguments.GitCommit,
            order.Arguments.CacheBust,
            order.Arguments.BuildDate,
            order.CacheUse,
            images,
            new Dictionary<string, string>
            {
                ["docker"] = info.ServerVersion,
                ["docker-cli"] = info.ClientVersion,
                ["buildx"] = info.BuildxVersion ?? "none",
                ["compose"] = info.ComposeVersion ?? "none",
                ["storage"] = info.StorageDriver,
            },
            order.Began,
            time.GetUtcNow(),
            [.. release.Integrity.Ways.Select(way => new AttestedWay(way.Way.Word(), way.Layers, way.Bytes))],
            [.. release.Claims.Select(claim => claim.ToString())]);
    }
}
