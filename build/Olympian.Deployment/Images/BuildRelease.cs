using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Images;

/// <summary>
/// Builds every service's image side by side, proves each, and only then gives them the release's tag. Whatever fails leaves
/// candidates at most: no image that runs, no tag that means anything, is touched.
/// </summary>
public sealed class BuildRelease(IImageBuilder builder, IDockerEngine engine, FingerprintSource fingerprint)
{
    /// <returns>Every claim that was checked; all of them hold.</returns>
    /// <exception cref="ImageBuildFailure">A build failed; the others were stopped.</exception>
    /// <exception cref="ClaimsRefuted">An image is not what this run was asked for.</exception>
    public async Task<IReadOnlyList<Claim>> RunAsync(ReleaseOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);

        var services = order.Project.BuiltServices;
        if (services.Count == 0)
        {
            throw new UsageFailure(
                $"Project '{order.Project.Name}' has no service to build.",
                "Expected at least one service with 'build' in the compose file.",
                "Name the right file: ./build.sh --target=BuildProdUltraClean --compose-file=PATH");
        }

        var before = SourceClaim(order, services, cancellationToken);
        if (!before.Holds)
        {
            throw new ClaimsRefuted(
                "The build arguments are not those of the source on disk.",
                [before],
                "Nothing was built. Compute them again: ./build.sh --target=GenerateBuildArgs");
        }

        var built = await BuildAllAsync(order, services, cancellationToken);

        // Again: what changed while the images were built may be in one of them and not in the other.
        var claims = new List<Claim> { SourceClaim(order, services, cancellationToken) };
        foreach (var (service, image) in services.Zip(built))
        {
            claims.AddRange(await ProveAsync(order, service, image, cancellationToken));
        }

        if (claims.Any(claim => !claim.Holds))
        {
            throw new ClaimsRefuted(
                $"Release {order.Arguments.ReleaseId} is not proven and was not released.",
                claims,
                "Nothing that runs was changed. Build it again from nothing: ./build.sh --target=BuildProdUltraClean");
        }

        foreach (var (service, image) in services.Zip(built))
        {
            await engine.TagAsync(image.ImageId, ReleaseTags.Verified(order.Project.Name, service.Name, order.Arguments.ReleaseId.Value), cancellationToken);
            await engine.UntagAsync(Candidate(order, service), cancellationToken);
        }

        return claims;
    }

    private Claim SourceClaim(ReleaseOrder order, IReadOnlyList<ComposeService> services, CancellationToken cancellationToken) => new(
        order.Project.Name,
        "the source on disk has the source hash of the build arguments",
        order.Arguments.SourceHash,
        fingerprint.Run([.. services.Select(service => service.Build!)], cancellationToken).Hash.Value);

    private async Task<IReadOnlyList<BuiltImage>> BuildAllAsync(
        ReleaseOrder order, IReadOnlyList<ComposeService> services, CancellationToken cancellationToken)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var builds = services.Select(async service =>
        {
            try
            {
                return await builder.BuildAsync(OrderFor(order, service), others.Token);
            }
            catch
            {
                await others.CancelAsync();
                throw;
            }
        }).ToArray();

        // Faulted tasks win over cancelled ones here: the one that failed is the news, not those that were stopped for it.
        return await Task.WhenAll(builds);
    }

    private static ImageOrder OrderFor(ReleaseOrder order, ComposeService service) => new(
        service.Build!,
        Candidate(order, service),
        order.Arguments.Variables.ToDictionary(),
        ImageLabels.Of(order.Project.Name, service.Name, order.Arguments),
        order.CacheUse,
        Path.Combine(order.LogDirectory, $"{service.Name}.log"),
        order.Limit);

    private async Task<IEnumerable<Claim>> ProveAsync(
        ReleaseOrder order, ComposeService service, BuiltImage built, CancellationToken cancellationToken)
    {
        var image = await engine.FindImageAsync(Candidate(order, service), cancellationToken);
        var origin = ImageClaims.OfOrigin(built, image);
        if (image is null)
        {
            return [origin];
        }

        var claims = new List<Claim> { origin };
        claims.AddRange(ImageClaims.OfLabels(order.Project.Name, service.Name, image, order.Arguments));

        // With SOURCE_DATE_EPOCH the builder writes that time into the image, by right.
        if (order.CacheUse != CacheUse.Cached && order.Arguments.BuildTime == order.Arguments.ReleaseId.Time)
        {
            claims.Add(ImageClaims.OfAge(service.Name, image, order.Began));
        }

        if (order.CacheUse != CacheUse.Cached)
        {
            claims.Add(ImageClaims.OfInstructions(service.Name, built.Record, order.Began));
        }

        if (service.BuildInfoFile is { } path)
        {
            var content = await engine.ReadImageFileAsync(image.Id, path, cancellationToken);
            claims.AddRange(ImageClaims.OfBuildInfoFile(service.Name, path, content, order.Arguments));
        }

        return claims;
    }

    private static string Candidate(ReleaseOrder order, ComposeService service) =>
        ReleaseTags.Candidate(order.Project.Name, service.Name, order.Arguments.ReleaseId.Value);
}
