using System.Text.Json;
using System.Text.Json.Nodes;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// The compose file, generated at each start, that pins every built service to its image of one release. It goes last, so that
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
        foreach (var service in project.BuiltServices)
        {
            services[service.Name] = new JsonObject
            {
                ["image"] = ReleaseTags.Verified(project.Name, service.Name, release),
                ["pull_policy"] = "never",
                ["labels"] = new JsonObject
                {
                    [ImageLabels.Project] = project.Name,
                    [ImageLabels.Release] = release,
                    [ImageLabels.Service] = service.Name,
                },
            };
        }

        return new JsonObject { ["services"] = services }.ToJsonString(Indented);
    }
}
