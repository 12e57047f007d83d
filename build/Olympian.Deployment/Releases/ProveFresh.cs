using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Proves that nothing an ultra-clean build starts from has changed since a release was built: contexts, Dockerfiles and build settings (one
/// source hash), the images it stands on as the registries have them now, and the layers that it is made of.
/// </summary>
/// <remarks>
/// What it does not prove: that a step which fetches something from the network by a name that moves would fetch the same today. A build from
/// nothing is the only answer to that, and stays the default.
/// </remarks>
public sealed class ProveFresh(IDockerEngine engine, FingerprintSource fingerprint, BaseFreshness freshness, IImageVerifier verifier)
{
    /// <param name="project">The project, with the bases that were decided for.</param>
    /// <param name="sourceDateEpoch">The environment's SOURCE_DATE_EPOCH: the time that images must claim; null for any.</param>
    /// <param name="journal">Told how far the proof of the layers is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The newest release that is proven, or why there is none. A doubt is no proof: a registry that does not answer, a base of no registry.</returns>
    public async Task<FreshProof> RunAsync(
        ComposeProject project, DateTimeOffset? sourceDateEpoch, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        string[] services = [.. project.BuiltServices.Select(service => service.Name)];
        var source = fingerprint.Run([.. project.BuiltServices.Select(service => service.Build!)], cancellationToken).Hash.Value;
        var catalogue = await ReleaseCatalogue.ReadAsync(engine, project.Name, cancellationToken);
        var release = catalogue.Releases.FirstOrDefault(one =>
            one.IsCompleteFor(services) && services.All(service => one.ImageOf(service)!.Image.Labels.GetValueOrDefault(ImageLabels.SourceHash) == source));
        if (release is null)
        {
            return FreshProof.No(project.Name, $"no verified release of project '{project.Name}' was built from this source ({source})");
        }

        if (ArgumentsOf(release) is not { } arguments)
        {
            return FreshProof.No(project.Name, $"the labels of release {release.Id} do not say what it was built with");
        }

        var claims = new List<Claim> { new(project.Name, "the source on disk is what was built", source, arguments.SourceHash) };
        if (sourceDateEpoch is { } epoch)
        {
            claims.Add(new(project.Name, "the images claim the time of SOURCE_DATE_EPOCH", $"{epoch.ToUnixTimeSeconds()}", $"{arguments.BuildTime.ToUnixTimeSeconds()}"));
        }

        ReleaseImage[] images = [.. services.Select(service => release.ImageOf(service)!)];
        foreach (var image in images)
        {
            claims.AddRange(ImageClaims.OfLabels(project.Name, image.Service, image.Image, arguments));
            claims.Add(new(image.Service, "the image says what it was built upon", "yes", image.Image.Labels.ContainsKey(ImageLabels.Bases) ? "yes" : null));
        }

        if (Refuted(claims) is { } wrong)
        {
            return FreshProof.No(project.Name, wrong, claims);
        }

        claims.AddRange((await freshness.RunAsync(images.Select(image => image.Image), cancellationToken)).Select(OfBase));
        if (Refuted(claims) is { } moved)
        {
            return FreshProof.No(project.Name, moved, claims);
        }

        // Last, because it reads every byte.
        var report = await verifier.RunAsync(
            [.. images.Select(image => new ImageToVerify(image.Service, image.Image.Id))], [], journal, cancellationToken);
        claims.AddRange(IntegrityClaims.Of(report));
        return report.IsClean && Refuted(claims) is not { } damaged
            ? new(project.Name, release.Id, arguments, claims, report, WhyNot: null)
            : FreshProof.No(project.Name, Refuted(claims) ?? "its layers are not proven", claims, report);
    }

    private static string? Refuted(IEnumerable<Claim> claims) => claims.FirstOrDefault(claim => !claim.Holds)?.ToString();

    private static Claim OfBase(BaseState state) => new(
        state.Name,
        "the base is what its name means now",
        state.Digest ?? "a digest in a registry",
        state.IsSame || IsPinned(state) ? state.Digest : state.Now ?? $"nobody who says so: {state.WhyUnknown}");

    // A name with a digest cannot mean anything else, whatever tag stands beside it.
    private static bool IsPinned(BaseState state) =>
        state.Digest is not null && ImageReference.TryParse(state.Name, out var name) && name.Digest is not null;

    private static BuildArguments? ArgumentsOf(Release release)
    {
        var labels = release.Images[0].Image.Labels;
        var text = string.Concat(BuildArguments.Names.Zip(
            [ImageLabels.BuildDate, ImageLabels.Commit, ImageLabels.SourceHash, ImageLabels.CacheBust],
            (name, label) => $"{name}={labels.GetValueOrDefault(label)}\n"));
        try
        {
            return BuildArguments.Parse(text, $"the labels of release {release.Id}");
        }
        catch (ExpectedFailure)
        {
            // Somebody else's labels, or an older form: what cannot be read proves nothing.
            return null;
        }
    }
}
