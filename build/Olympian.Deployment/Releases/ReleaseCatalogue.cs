using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// A project's releases as the engine's facts show them; there is no other record of them. An image that only inherited our labels
/// (somebody's <c>FROM</c> our image) has none of our names and runs in none of our containers: it is in no release.
/// </summary>
public sealed class ReleaseCatalogue
{
    private ReleaseCatalogue(IReadOnlyList<Release> releases) => Releases = releases;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Release> Releases { get; }

    /// <summary>The releases that a container of the stack runs; more than one only while a switch is half done.</summary>
    public IEnumerable<Release> Running => Releases.Where(release => release.IsRunning);

    /// <summary>The release that last proved healthy at a start; null before the first.</summary>
    public Release? Current => Releases.FirstOrDefault(release => release.IsCurrent);

    /// <summary>The release that was current before that; null before the second.</summary>
    public Release? Previous => Releases.FirstOrDefault(release => release is { IsPrevious: true, IsCurrent: false });

    /// <summary>A project's releases as the engine has them now.</summary>
    public static async Task<ReleaseCatalogue> ReadAsync(IDockerEngine engine, string project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Of(
            project,
            await engine.ImagesWithLabelAsync(ImageLabels.Project, project, cancellationToken),
            await engine.ContainersWithLabelAsync(ImageLabels.Project, project, cancellationToken));
    }

    /// <param name="project">The project's name.</param>
    /// <param name="images">Images of the engine; those of others are passed over.</param>
    /// <param name="containers">Containers of the engine; those of others are passed over.</param>
    public static ReleaseCatalogue Of(string project, IEnumerable<ImageFacts> images, IEnumerable<ContainerFacts> containers)
    {
        var ownership = new ProjectOwnership(project);
        var running = containers
            .Where(container => ownership.Owns(container)
                && container.State is ContainerState.Running or ContainerState.Paused or ContainerState.Restarting)
            .Select(container => container.ImageId)
            .ToHashSet(StringComparer.Ordinal);

        var releases = new Dictionary<ReleaseId, List<ReleaseImage>>();
        foreach (var image in images.Where(ownership.Owns))
        {
            if (!ReleaseId.TryParse(image.Labels.GetValueOrDefault(ImageLabels.Release), out var id)
                || image.Labels.GetValueOrDefault(ImageLabels.Service) is not { Length: > 0 } service)
            {
                continue;
            }

            var names = ownership.NamesOf(image);
            if (names.Count == 0 && !running.Contains(image.Id))
            {
                continue;
            }

            if (!releases.TryGetValue(id, out var members))
            {
                releases[id] = members = [];
            }

            members.Add(new ReleaseImage(
                service,
                image,
                IsVerified: names.Any(name => !ReleaseTags.IsCandidate(name)) && !names.Any(ReleaseTags.IsFailed),
                IsRunning: running.Contains(image.Id),
                IsCurrent: names.Contains(ReleaseTags.Current(project, service)),
                IsPrevious: names.Contains(ReleaseTags.Previous(project, service)))
            {
                IsFailed = names.Any(ReleaseTags.IsFailed),
            });
        }

        return new([.. releases
            .OrderByDescending(release => release.Key)
            .Select(release => new Release(release.Key, OneForEachService(release.Value)))]);
    }

    /// <summary>The newest release that has a verified image for every one of these services; null when none has.</summary>
    public Release? NewestVerified(IReadOnlyCollection<string> services) =>
        Releases.FirstOrDefault(release => release.IsCompleteFor(services));

    /// <summary>
    /// What is started where nobody names a release: the newest that is verified for every one of these services. But where somebody went back from
    /// a newer release to an older one, that one, until something newer than both was built: a start must not undo it.
    /// </summary>
    public Release? NextToStart(IReadOnlyCollection<string> services)
    {
        var newest = NewestVerified(services);
        return newest is not null
            && Current is { } current
            && Previous is { } left
            && left.Id.CompareTo(current.Id) > 0
            && newest.Id.CompareTo(left.Id) <= 0
            && current.IsCompleteFor(services)
                ? current
                : newest;
    }

    /// <summary>A release by its id; null when the engine has nothing of it.</summary>
    public Release? Find(ReleaseId id) => Releases.FirstOrDefault(release => release.Id == id);

    // Two images can claim one place when the same run built a service twice; the verified one is it.
    private static List<ReleaseImage> OneForEachService(List<ReleaseImage> images) =>
        [.. images.GroupBy(image => image.Service, StringComparer.Ordinal)
            .OrderBy(service => service.Key, StringComparer.Ordinal)
            .Select(service => service.OrderByDescending(image => image.IsVerified).ThenByDescending(image => image.IsRunning).First())];
}
