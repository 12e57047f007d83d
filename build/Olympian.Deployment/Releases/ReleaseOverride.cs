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
    public static string Of(ComposeProject project, string release)
    {
        ArgumentNullException.ThrowIfNull(project);

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

            services[service.Name] = pinned;
        }

        return new JsonObject { ["services"] = services }.ToJsonString(Indented);
    }
}
