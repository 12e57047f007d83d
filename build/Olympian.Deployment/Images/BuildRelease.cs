using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Images;

/// <summary>
/// Builds every service's image side by side, proves each, and only then gives them the release's tag. Whatever fails leaves
/// candidates at most: no image that runs, no tag that means anything, is touched.
/// </summary>
public sealed class BuildRelease(IImageBuilder builder, IDockerEngine engine, FingerprintSource fingerprint, IImageVerifier verifier)
{
    /// <param name="order">What to build.</param>
    /// <param name="journal">Told how far the proof of the layers is.</param>
    /// <param name="cancellationToken">Stops the builds.</param>
    /// <returns>Every claim that was checked; all of them hold.</returns>
    /// <exception cref="ImageBuildFailure">A build failed; the others were stopped.</exception>
    /// <exception cref="ClaimsRefuted">An image is not what this run was asked for.</exception>
    /// <exception cref="BuiltDamaged">
    /// A layer of an image is damaged: the builder made one that the engine had already, and what the engine had was not what it was.
    /// </exception>
    public async Task<ProvenRelease> RunAsync(ReleaseOrder order, IVerificationJournal journal, CancellationToken cancellationToken)
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

        var built = (await BuildAllAsync(order, services, cancellationToken)).ToArray();

        // Again: what changed while the images were built may be in one of them and not in the other.
        var claims = new List<Claim> { SourceClaim(order, services, cancellationToken) };
        for (var i = 0; i < built.Length; i++)
        {
            var found = await engine.FindImageAsync(Candidate(order, services[i]), cancellationToken);
            built[i] = built[i].AsNamedBy(found);
            claims.AddRange(await ProveAsync(order, services[i], built[i], found, cancellationToken));
        }

        var images = services.Zip(built, (service, image) => new ImageToVerify(service.Name, image.ImageId)).ToArray();
        var report = await verifier.RunAsync(images, [], journal, cancellationToken);
        claims.AddRange(IntegrityClaims.Of(report));
        if (!report.IsClean)
        {
            throw new BuiltDamaged(order.Arguments.ReleaseId, report, claims);
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

        return new(order.Arguments.ReleaseId, built, claims, report);
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
        LabelsOf(order, service),
        order.CacheUse,
        Path.Combine(order.LogDirectory, $"{service.Name}.log"),
        order.Limit)
    {
        Substitutes = order.Copies.ToDictionary(copy => copy.Key.Familiar, copy => copy.Value, StringComparer.Ordinal),
    };

    private static Dictionary<string, string> LabelsOf(ReleaseOrder order, ComposeService service)
    {
        var labels = ImageLabels.Of(order.Project.Name, service.Name, order.Arguments).ToDictionary(StringComparer.Ordinal);
        labels[ImageLabels.Bases] = BaseRecord.LabelOf(order.Bases.GetValueOrDefault(service.Name, []).Select(one => one.Record));
        return labels;
    }

    private async Task<IEnumerable<Claim>> ProveAsync(
        ReleaseOrder order, ComposeService service, BuiltImage built, ImageFacts? image, CancellationToken cancellationToken)
    {
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

        var bases = order.Bases.GetValueOrDefault(service.Name, []);
        claims.Add(ImageClaims.OfBases(service.Name, bases, [.. order.Copies.Values], built.Record));
        claims.Add(new(
            service.Name,
            $"image label {ImageLabels.Bases}",
            BaseRecord.LabelOf(bases.Select(one => one.Record)),
            image.Labels.GetValueOrDefault(ImageLabels.Bases)));

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
