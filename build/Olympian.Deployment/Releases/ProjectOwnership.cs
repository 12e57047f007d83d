using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Tells one project's own images, names and containers from everybody else's, by exact labels and exact names. A stranger may be
/// called <c>olympian-fork</c>, use our image or stand in a compose project of our name: none of that makes it ours.
/// </summary>
/// <param name="project">The project's name, as in COMPOSE_PROJECT_NAME.</param>
public sealed class ProjectOwnership(string project)
{
    /// <summary>Compose's own label, on every container it makes.</summary>
    public const string ComposeProjectLabel = "com.docker.compose.project";

    // Compose's own label: the id of the image it made the container from.
    private const string ComposeImageLabel = "com.docker.compose.image";

    // Compose's own label, on what `docker compose run` makes.
    private const string OneOffLabel = "com.docker.compose.oneoff";

    /// <summary>On a container that was only created to read a file out of an image; it never runs.</summary>
    public const string ProbeLabel = "org.olympian.probe";

    /// <summary>The project's name.</summary>
    public string Project { get; } = project;

    /// <summary>
    /// Whether the image carries this project's label. A stranger's image that was built upon ours inherits the label:
    /// what is done to an image must also look at <see cref="NamesOf"/> and <see cref="ForeignNamesOf"/>.
    /// </summary>
    public bool Owns(ImageFacts image) => image.Labels.GetValueOrDefault(ImageLabels.Project) == Project;

    /// <summary>
    /// Whether the container is part of this project's stack. Our label alone is not enough, because
    /// <c>docker run &lt;our image&gt;</c> inherits it; nor is compose's, because another stack may have our project's name. And a
    /// container of somebody's <c>docker commit</c> of ours inherits both, but not the image that compose made it from.
    /// </summary>
    public bool Owns(ContainerFacts container) =>
        container.Labels.GetValueOrDefault(ImageLabels.Project) == Project
        && (IsProbe(container) || (IsOfComposeProject(container) && container.Labels.GetValueOrDefault(ComposeImageLabel, container.ImageId) == container.ImageId));

    /// <summary>
    /// Whether compose would take the container for one of this project's, though it is a stranger's: starting the project would
    /// replace or remove it.
    /// </summary>
    public bool IsStrangerInTheStack(ContainerFacts container) => IsOfComposeProject(container) && !Owns(container);

    /// <summary>
    /// Whether the container is a service's own: not what <c>docker compose run</c> left, nor one that was only made to read a file.
    /// Both are ours to remove, and neither says anything of what runs.
    /// </summary>
    public bool IsServicesOwn(ContainerFacts container) =>
        Owns(container) && !IsProbe(container) && container.Labels.GetValueOrDefault(OneOffLabel) != "True";

    /// <summary>
    /// The image's tags that this build gave it: in the repository <c>project/service</c> of its own labels, and either a release's
    /// or one of the two moving tags. Somebody's <c>project/service:keep-this</c> is not among them.
    /// </summary>
    public IReadOnlyList<string> NamesOf(ImageFacts image) => [.. image.Tags.Where(tag => IsOurs(image, tag))];

    /// <summary>Every other name of the image: tags that people gave it, and digests of repositories it was pushed to.</summary>
    public IReadOnlyList<string> ForeignNamesOf(ImageFacts image) =>
    [
        .. image.Tags.Where(tag => !IsOurs(image, tag)),
        .. image.Digests.Where(digest => digest.Split('@')[0] != Repository(image)),
    ];

    private bool IsOfComposeProject(ContainerFacts container) => container.Labels.GetValueOrDefault(ComposeProjectLabel) == Project;

    private static bool IsProbe(ContainerFacts container) => container.Labels.ContainsKey(ProbeLabel);

    private bool IsOurs(ImageFacts image, string tag)
    {
        if (!Owns(image) || Repository(image) is not { } repository || !tag.StartsWith($"{repository}:", StringComparison.Ordinal))
        {
            return false;
        }

        var service = image.Labels[ImageLabels.Service];
        var release = image.Labels.GetValueOrDefault(ImageLabels.Release);
        return tag == ReleaseTags.Current(Project, service)
            || tag == ReleaseTags.Previous(Project, service)
            || (release is not null
                && (tag == ReleaseTags.Verified(Project, service, release)
                    || tag == ReleaseTags.Candidate(Project, service, release)
                    || tag == ReleaseTags.Failed(Project, service, release)));
    }

    private string? Repository(ImageFacts image) =>
        image.Labels.GetValueOrDefault(ImageLabels.Service) is { Length: > 0 } service ? $"{Project}/{service}" : null;
}
