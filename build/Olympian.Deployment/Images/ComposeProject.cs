using System.Text.Json;

namespace Olympian.Deployment.Images;

/// <summary>
/// What <c>docker compose config --format json</c> says of a project: the only place services, build contexts and ports are read
/// from, so that any compose file works as compose itself would read it.
/// </summary>
/// <param name="Name">The project's name.</param>
/// <param name="Services">Every service of the active profiles, ordered by name.</param>
/// <param name="Volumes">The names, in the engine, of the project's named volumes.</param>
public sealed record ComposeProject(string Name, IReadOnlyList<ComposeService> Services, IReadOnlyList<string> Volumes)
{
    // What compose may say under build, and what becomes of it here. A key that stands in neither list would be dropped
    // without a word, so it is refused.
    private static readonly HashSet<string> HonouredBuildKeys =
    [
        "context", "dockerfile", "dockerfile_inline", "args", "target", "additional_contexts", "labels", "platforms", "network",
        "extra_hosts", "secrets", "ssh", "shm_size",
    ];

    // The target decides these: how much cache a build may use, and under which tag its image stands.
    private static readonly HashSet<string> DecidedByTheTarget = ["no_cache", "pull", "cache_from", "cache_to", "tags"];

    /// <summary>The names, in the engine, of the named volumes, by their names in the compose file.</summary>
    public IReadOnlyDictionary<string, string> VolumeNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The services whose images are built here, ordered by name.</summary>
    public IReadOnlyList<ComposeService> BuiltServices => [.. Services.Where(service => service.Build is not null)];

    /// <exception cref="UsageFailure">The text is not what compose prints, or asks for something a build here would drop.</exception>
    public static ComposeProject Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var secrets = Members(root, "secrets").ToDictionary(secret => secret.Name, secret => secret.Value);

            var endsByItself = Members(root, "services").SelectMany(service => CompletedBefore(service.Value)).ToHashSet(StringComparer.Ordinal);

            return new(
                Text(root, "name") ?? throw new JsonException("no project name"),
                [.. Members(root, "services").Select(service => Service(service.Name, service.Value, secrets) with
                {
                    EndsByItself = endsByItself.Contains(service.Name),
                }).OrderBy(s => s.Name, StringComparer.Ordinal)],
                [.. Members(root, "volumes").Select(volume => Text(volume.Value, "name") ?? volume.Name).Order(StringComparer.Ordinal)])
            {
                VolumeNames = Members(root, "volumes").ToDictionary(volume => volume.Name, volume => Text(volume.Value, "name") ?? volume.Name, StringComparer.Ordinal),
            };
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException or FormatException)
        {
            throw new UsageFailure(
                "Compose did not print the project as JSON.",
                $"Expected the output of 'docker compose config --format json'; reading it failed: {notJson.Message}",
                "See what it prints: docker compose --file docker/compose.yml config --format json",
                notJson);
        }
    }

    private static ComposeService Service(string name, JsonElement service, Dictionary<string, JsonElement> secrets) => new(
        name,
        Text(service, "image"),
        service.TryGetProperty("build", out var build) ? Build(name, build, secrets) : null,
        Text(service, "container_name"),
        Texts(service, "labels"),
        [.. Items(service, "ports").SelectMany(Port)])
    {
        Replicas = ReplicasOf(service),
        NamesKept = NamesKept(name, service),
    };

    // The services that must have ended well before this one starts.
    private static IEnumerable<string> CompletedBefore(JsonElement service) =>
        Members(service, "depends_on")
            .Where(dependency => Text(dependency.Value, "condition") == "service_completed_successfully")
            .Select(dependency => dependency.Name);

    private static TimeSpan NamesKept(string service, JsonElement element) =>
        !Texts(element, "labels").TryGetValue(ComposeService.NamesKeptLabel, out var text) ? ComposeService.NamesKeptByDefault
        : Duration.TryParse(text, out var kept) ? kept
        : throw new UsageFailure(
            $"The label {ComposeService.NamesKeptLabel} of service '{service}' is no length of time.",
            $"Expected seconds such as 0.7s, found '{text}'.",
            "Correct it in the compose file; without the label it is 2.1s.");

    private static int ReplicasOf(JsonElement service) =>
        int.TryParse(Text(service, "scale"), out var scale) ? scale
        : service.TryGetProperty("deploy", out var deploy) && int.TryParse(Text(deploy, "replicas"), out var replicas) ? replicas
        : 1;

    private static ServiceBuild Build(string service, JsonElement build, Dictionary<string, JsonElement> secrets)
    {
        var refused = build.EnumerateObject().Select(key => key.Name)
            .Where(key => !HonouredBuildKeys.Contains(key) && !DecidedByTheTarget.Contains(key))
            .ToArray();

        if (refused.Length > 0)
        {
            throw new UsageFailure(
                $"Service '{service}' asks for build settings that this build does not pass on: {string.Join(", ", refused)}.",
                $"Expected only: {string.Join(", ", HonouredBuildKeys.Order(StringComparer.Ordinal))}.",
                $"Remove them from the service's 'build' in the compose file, or build that image elsewhere and name it with 'image'.");
        }

        var context = Text(build, "context") ?? throw new JsonException($"service '{service}' has no build context");
        var inline = Text(build, "dockerfile_inline");

        return new(
            service,
            context,
            inline is null ? Path.GetFullPath(Path.Combine(context, Text(build, "dockerfile") ?? "Dockerfile")) : null,
            inline,
            Text(build, "target"),
            Members(build, "args").ToDictionary(argument => argument.Name, argument => Value(argument.Value)),
            Texts(build, "additional_contexts"),
            Texts(build, "labels"),
            [.. Items(build, "platforms").Select(Value).OfType<string>()],
            Text(build, "network"),
            [.. Items(build, "extra_hosts").Select(Value).OfType<string>()],
            [.. Items(build, "secrets").Select(secret => BuildSecret(service, secret, secrets))])
        {
            Ssh = [.. Items(build, "ssh").Select(Value).OfType<string>()],
            SharedMemorySize = Text(build, "shm_size"),
        };
    }

    private static string BuildSecret(string service, JsonElement use, Dictionary<string, JsonElement> secrets)
    {
        var source = Text(use, "source") ?? throw new JsonException($"a build secret of service '{service}' has no source");
        var id = Text(use, "target") ?? source;
        var secret = secrets.TryGetValue(source, out var found) ? found : throw new JsonException($"build secret '{source}' is not defined");

        return Text(secret, "file") is { } file ? $"id={id},src={file}"
            : Text(secret, "environment") is { } variable ? $"id={id},env={variable}"
            : throw new JsonException($"build secret '{source}' comes from neither a file nor the environment");
    }

    private static IEnumerable<PublishedPort> Port(JsonElement port)
    {
        // A range such as 8080-8081 has no fixed port to ask or to check; compose picks one at start.
        if (int.TryParse(Text(port, "published"), out var published) && port.TryGetProperty("target", out var target))
        {
            yield return new(Text(port, "host_ip") ?? "0.0.0.0", published, target.GetInt32(), Text(port, "protocol") ?? "tcp");
        }
    }

    private static IEnumerable<JsonProperty> Members(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : [];

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static Dictionary<string, string> Texts(JsonElement parent, string name) =>
        Members(parent, name).ToDictionary(member => member.Name, member => Value(member.Value) ?? "");

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? Value(value) : null;

    // compose writes every dollar of a value twice, so that its output can be read as a compose file again.
    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Replace("$$", "$", StringComparison.Ordinal),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
