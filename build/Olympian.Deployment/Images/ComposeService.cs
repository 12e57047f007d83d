namespace Olympian.Deployment.Images;

/// <summary>
/// One service of the project as compose resolved it.
/// </summary>
/// <param name="Name">The compose service's name.</param>
/// <param name="Image">The image reference compose would use; null where compose would invent one.</param>
/// <param name="Build">How its image is built; null for a service that only runs a published image.</param>
/// <param name="ContainerName">The fixed container name; null where compose numbers them.</param>
/// <param name="Labels">Labels of the service's containers.</param>
/// <param name="Ports">Ports published on the engine's host.</param>
public sealed record ComposeService(
    string Name,
    string? Image,
    ServiceBuild? Build,
    string? ContainerName,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<PublishedPort> Ports)
{
    /// <summary>
    /// Label of a service whose published port answers with the build it runs: the URL path to ask, such as <c>/api/build-info</c>.
    /// A service may carry a label because compose drops <c>x-</c> extensions of a service from what <c>config</c> prints.
    /// </summary>
    public const string BuildInfoPathLabel = "org.olympian.build-info-path";

    /// <summary>
    /// Label of a service whose image holds its build arguments in another file than <see cref="DefaultBuildInfoFile"/>,
    /// or <c>none</c> where the Dockerfile cannot write one; only the image's labels are then proof of its source.
    /// </summary>
    public const string BuildInfoFileLabel = "org.olympian.build-info-file";

    /// <summary>
    /// Label of a service of which two containers may run at once for a moment (<c>true</c>): the new one starts beside the old one,
    /// which is asked to end only once the other is healthy. Not for what keeps data that two writers would spoil.
    /// </summary>
    public const string StartFirstLabel = "org.olympian.start-first";

    /// <summary>
    /// Label of such a service: for how long whoever stands in front of it may go by an address that it was told before, such as <c>0.7s</c>.
    /// </summary>
    public const string NamesKeptLabel = "org.olympian.names-kept";

    /// <summary>Label of a service with a published port: the URL paths, separated by blanks, that are asked for while containers are switched.</summary>
    public const string ProbePathsLabel = "org.olympian.probe-paths";

    /// <summary>
    /// Label of a service that reads secrets from files: the variables, separated by blanks, in whose place it takes <c>NAME_FILE</c> with the path
    /// of a file.
    /// </summary>
    public const string SecretFilesLabel = "org.olympian.secret-files";

    /// <summary>Where an image says what it was built from, unless its service says otherwise.</summary>
    public const string DefaultBuildInfoFile = "/app/build_info.txt";

    /// <summary>What nginx takes with <c>valid=1s</c>: it counts whole seconds.</summary>
    public static readonly TimeSpan NamesKeptByDefault = TimeSpan.FromMilliseconds(2100);

    /// <summary>
    /// It does its work and ends: another service waits for it by <c>service_completed_successfully</c>.
    /// </summary>
    public bool EndsByItself { get; init; }

    /// <summary>How many containers of it must be there: <c>scale</c> or <c>deploy.replicas</c>, otherwise one.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>
    /// For how long after a container started a proxy in front may know the one before it alone: <see cref="NamesKeptLabel"/>, otherwise
    /// <see cref="NamesKeptByDefault"/>.
    /// </summary>
    public TimeSpan NamesKept { get; init; } = NamesKeptByDefault;

    /// <summary>The file in the image that must agree with the build arguments; null where the service says there is none.</summary>
    public string? BuildInfoFile => Labels.GetValueOrDefault(BuildInfoFileLabel, DefaultBuildInfoFile) is var file && file != "none" ? file : null;

    /// <summary>
    /// Whether a new container of it starts beside the old one. A fixed container name, a published port or more replicas than one
    /// leave no room for that.
    /// </summary>
    public bool StartsFirst =>
        Labels.GetValueOrDefault(StartFirstLabel) == "true" && Build is not null && ContainerName is null && Ports.Count == 0 && Replicas == 1;

    /// <summary>The variables in whose place the service takes files.</summary>
    public IReadOnlyList<string> SecretFiles =>
        Labels.GetValueOrDefault(SecretFilesLabel)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The URL paths that are asked for while containers are switched.</summary>
    public IReadOnlyList<string> ProbePaths =>
        Labels.GetValueOrDefault(ProbePathsLabel)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The URL path on the service's published port that must answer with the build; null where there is none.</summary>
    public string? BuildInfoPath => Labels.GetValueOrDefault(BuildInfoPathLabel);
}
