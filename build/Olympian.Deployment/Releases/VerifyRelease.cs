using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Releases;

/// <summary>Checks again, on what runs now, every claim that was made when it was built and started.</summary>
public sealed class VerifyRelease(
    IDockerEngine engine, ProveRunning running, FingerprintSource fingerprint, ReleaseInventory inventory, IImageVerifier verifier, BaseFreshness freshness)
{
    /// <param name="project">The project.</param>
    /// <param name="written">The arguments in <c>.env.build</c>; null when there is no such file.</param>
    /// <param name="journal">Told how far the proof of the layers is.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <returns>Every claim, whether it holds or not, and the state of the bases.</returns>
    /// <exception cref="ExpectedFailure">No release of the project runs: there is nothing to verify.</exception>
    public async Task<VerifiedRelease> RunAsync(
        ComposeProject project, BuildArguments? written, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var ownership = new ProjectOwnership(project.Name);
        var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Where(ownership.IsServicesOwn).ToArray();
        var catalogue = ReleaseCatalogue.Of(
            project.Name, await engine.ImagesWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken), containers);

        var release = catalogue.Running.FirstOrDefault() ?? throw new ExpectedFailure(
            $"Nothing of project '{project.Name}' runs.",
            "Expected the containers of a release.",
            "Start the last verified one: ./build.sh --target=UpProd");

        var claims = new List<Claim>
        {
            // Half of one release and half of another is a state of its own, and no good one.
            new(project.Name, "one release runs", release.Id.Value, string.Join(" and ", catalogue.Running.Select(one => one.Id.Value))),
        };

        claims.AddRange(project.BuiltServices.SelectMany(service => OfService(project, release, service, written)));

        claims.AddRange(await running.RunAsync(project, release, cancellationToken));

        var source = fingerprint.Run([.. project.BuiltServices.Select(service => service.Build!)], cancellationToken).Hash.Value;
        claims.Add(new(project.Name, "the source on disk is what was built", SourceHashOf(release) ?? "a source hash", source));
        var report = await verifier.RunAsync(await inventory.OfAsync(project, cancellationToken), [], journal, cancellationToken);
        claims.AddRange(IntegrityClaims.Of(report));
        return new(release.Id, claims, report, await freshness.RunAsync(release.Images.Select(image => image.Image), cancellationToken));
    }

    private static IEnumerable<Claim> OfService(ComposeProject project, Release release, ComposeService service, BuildArguments? written)
    {
        if (release.ImageOf(service.Name) is not { } image)
        {
            return [new(service.Name, "release has an image", "yes", null)];
        }

        var claims = new List<Claim> { new(service.Name, "image was verified when it was built", "yes", image.IsVerified ? "yes" : "no") };
        if (written is not null && written.ReleaseId == release.Id)
        {
            claims.AddRange(ImageClaims.OfLabels(project.Name, service.Name, image.Image, written));
        }

        return claims;
    }

    private static string? SourceHashOf(Release release) =>
        release.Images.Select(image => image.Image.Labels.GetValueOrDefault(ImageLabels.SourceHash)).FirstOrDefault();
}
