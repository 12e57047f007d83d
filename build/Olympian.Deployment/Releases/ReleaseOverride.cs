using System.Text.Json;
using System.Text.Json.Nodes;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// The compose file, generated at each start, that pins every built service to its image of one release and labels every
/// container as this project's. It goes last, so that
/// whatever compose files a user has, compose runs the verified images and builds or pulls none of them.
/// </summary>
public static class ReleaseOverride
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file's text: JSON, which every YAML reader reads.</summary>
    /// <param name="project">The project.</param>
    /// <param name="release">The release's id.</param>
    /// <param name="secrets">Secrets that services which can read files get as files.</param>
    public static string Of(ComposeProject project, string release, SecretMounts? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(project);

        var mounts = secrets ?? SecretMounts.None;

        var services = new JsonObject();
        foreach (var service in project.Services)
        {
            // A service that only runs a published image is ours to start and to clean up, but has no image of the release. A label
            // that changes with every release would make compose replace a database or a proxy for nothing.
            var labels = new JsonObject { [ImageLabels.Project] = project.Name };
            if (service.Build is not null)
            {
                labels[ImageLabels.Release] = release;
            }

            labels[ImageLabels.Service] = service.Name;
            var pinned = new JsonObject { ["labels"] = labels };
            if (service.Build is not null)
            {
                pinned["image"] = ReleaseTags.Verified(project.Name, service.Name, release);
                pinned["pull_policy"] = "never";
            }

            Mount(pinned, service, mounts);
            services[service.Name] = pinned;
        }

        var file = new JsonObject { ["services"] = services };
        if (mounts.Files.Count > 0)
        {
            file["secrets"] = new JsonObject(mounts.Files.OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => KeyValuePair.Create(Source(one.Key, mounts), (JsonNode?)new JsonObject { ["file"] = Escaped(one.Value) })));
        }

        return file.ToJsonString(Indented);
    }

    // The variable is set to nothing, not left out: the compose file before this one gives it its value.
    private static void Mount(JsonObject pinned, ComposeService service, SecretMounts mounts)
    {
        var names = service.SecretFiles.Where(mounts.Files.ContainsKey).Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
        {
            return;
        }

        pinned["environment"] = new JsonObject(names.SelectMany(name => new[]
        {
            KeyValuePair.Create(name, (JsonNode?)""),
            KeyValuePair.Create($"{name}_FILE", (JsonNode?)$"/run/secrets/{name}"),
        }));
        pinned["secrets"] = new JsonArray([.. names.Select(name => new JsonObject { ["source"] = Source(name, mounts), ["target"] = name })]);
    }

    private static string Source(string name, SecretMounts mounts) => $"{name}-{mounts.Id}";

    // Compose takes a dollar for the beginning of a variable.
    private static string Escaped(string path) => path.Replace("$", "$$", StringComparison.Ordinal);
}
