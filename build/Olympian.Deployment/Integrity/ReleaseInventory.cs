using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Integrity;

/// <summary>Every image that a deployment stands on: those of its release, those its other services run, and the bases under them.</summary>
public sealed class ReleaseInventory(IDockerEngine engine)
{
    /// <summary>
    /// The images of what runs; where nothing runs, of the current release, else of the newest verified one.
    /// </summary>
    /// <exception cref="ExpectedFailure">The engine has nothing of the project.</exception>
    public Task<IReadOnlyList<ImageToVerify>> OfAsync(ComposeProject project, CancellationToken cancellationToken) =>
        ListAsync(project, everyRelease: false, cancellationToken);

    /// <summary>The images of every release that the engine has.</summary>
    /// <exception cref="ExpectedFailure">The engine has nothing of the project.</exception>
    public Task<IReadOnlyList<ImageToVerify>> OfEveryReleaseAsync(ComposeProject project, CancellationToken cancellationToken) =>
        ListAsync(project, everyRelease: true, cancellationToken);

    private async Task<IReadOnlyList<ImageToVerify>> ListAsync(ComposeProject project, bool everyRelease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var ownership = new ProjectOwnership(project.Name);
        var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Where(ownership.IsServicesOwn).ToArray();
        var catalogue = ReleaseCatalogue.Of(
            project.Name, await engine.ImagesWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken), containers);

        Release[] releases = everyRelease ? [.. catalogue.Releases] : catalogue.Running.Any() ? [.. catalogue.Running]
            : (catalogue.Current ?? catalogue.NewestVerified([.. project.BuiltServices.Select(service => service.Name)])) is { } last ? [last]
            : [];

        var images = new List<ImageToVerify>();
        foreach (var image in releases.SelectMany(release => release.Images))
        {
            images.Add(new(everyRelease ? $"{image.Service} of {image.Image.Labels[ImageLabels.Release]}" : image.Service, image.Image.Id));
            images.AddRange(await BasesOfAsync(image.Image, cancellationToken));
        }

        // What a container was made from, the engine may have lost since: it then lists no such image, and the container runs on.
        var listed = images.Select(image => image.ImageId).ToHashSet(StringComparer.Ordinal);
        foreach (var container in containers.Where(container => !listed.Contains(container.ImageId)))
        {
            images.Add(new(container.Labels.GetValueOrDefault(ImageLabels.Service, container.Name), container.ImageId)
            {
                Origin = OriginOf(container.ImageReference, await DigestOfAsync(container, cancellationToken)),
            });
        }

        return images.Count > 0
            ? [.. images.DistinctBy(image => (image.Title, image.ImageId))]
            : throw new ExpectedFailure(
                $"The engine has no image of project '{project.Name}' to verify.",
                "Expected those of a release: running, current or verified.",
                "Build one: ./build.sh --target=BuildProdUltraClean");
    }

    private async Task<IEnumerable<ImageToVerify>> BasesOfAsync(ImageFacts image, CancellationToken cancellationToken)
    {
        var found = new List<ImageToVerify>();
        foreach (var recorded in BaseRecord.ListOf(image.Labels))
        {
            // One that is gone is in the image itself, as far as the image stands upon it.
            if (await engine.FindImageAsync(recorded.ImageId, cancellationToken) is not null)
            {
                found.Add(new($"base {recorded.Name}", recorded.ImageId) { Origin = OriginOf(recorded.Name, recorded.Digest) });
            }
        }

        return found;
    }

    private static RegistryImage? OriginOf(string name, string? digest) =>
        digest is not null && ImageReference.TryParse(name, out var reference)
            ? RegistryImage.Parse($"{reference.Domain}/{reference.Repository}@{digest}")
            : null;

    private async Task<string?> DigestOfAsync(ContainerFacts container, CancellationToken cancellationToken) =>
        ImageReference.TryParse(container.ImageReference, out var name)
        && await engine.FindImageAsync(container.ImageId, cancellationToken) is { } image
            ? ResolvedBase.DigestOf(name, image)
            : null;
}
