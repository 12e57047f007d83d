using Olympian.Deployment.Images;

namespace Olympian.Deployment.Healing;

/// <summary>Something of somebody else's that keeps a damaged layer in the engine.</summary>
/// <param name="What">What it is, and whose, as far as it says.</param>
/// <param name="Command">What its owner could type.</param>
public sealed record Stranger(string What, string Command)
{
    private const string ComposeProject = "com.docker.compose.project";

    /// <summary>An image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="names">The names that are somebody else's.</param>
    /// <param name="users">Somebody else's containers of it.</param>
    public static Stranger Of(ImageFacts image, IReadOnlyList<string> names, IReadOnlyList<ContainerFacts> users)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(users);

        var title = names.Count > 0 ? string.Join(", ", names) : image.Tags.Count > 0 ? string.Join(", ", image.Tags) : image.Id;
        var owner = OwnerOf(image.Labels) ?? users.Select(user => OwnerOf(user.Labels)).FirstOrDefault(found => found is not null);
        var containers = users.Count == 0 ? "" : $", used by {string.Join(", ", users.Select(user => $"{user.Name} ({user.State.ToString().ToLowerInvariant()})"))}";

        // Where only his containers are his, the image is not his to remove.
        string[] remove =
        [
            .. users.Select(user => $"docker rm --force {user.Name}"),
            .. names.Count > 0 ? [$"docker rmi {string.Join(' ', names)}"] : users.Count == 0 ? [$"docker rmi {image.Id}"] : Array.Empty<string>(),
        ];
        return new($"image {title}{(owner is null ? "" : $" of {owner}")}{containers}", string.Join(" && ", remove));
    }

    /// <summary>Records of the build cache that are not provably this project's.</summary>
    public static Stranger Of(IReadOnlyList<CacheRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);

        var first = records[0].Description.Split('\n')[0];
        return new(
            records.Count == 1 ? $"a build cache record ({first})" : $"{records.Count} build cache records (one of them: {first})",
            PruneCommand.Of(records));
    }

    private static string? OwnerOf(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(ImageLabels.Project) is { Length: > 0 } project ? $"project {project}"
        : labels.GetValueOrDefault(ComposeProject) is { Length: > 0 } compose ? $"compose project {compose}"
        : labels.GetValueOrDefault("maintainer") ?? labels.GetValueOrDefault("org.opencontainers.image.authors");
}
