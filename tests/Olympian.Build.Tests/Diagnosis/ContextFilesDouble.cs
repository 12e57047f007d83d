using System.Text;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Diagnosis;

/// <summary>Two build contexts, one of them with ignore rules.</summary>
internal sealed class ContextFilesDouble : IContextFiles
{
    private static readonly Dictionary<string, string[]> Directories = new()
    {
        ["/srv/app"] = [".dockerignore", "dist", "notes.md", "package.json", "src"],
        ["/srv/app/dist"] = ["app.js"],
        ["/srv/app/src"] = ["app.ts"],
        ["/srv/assets"] = ["icon.svg"],
    };

    public IReadOnlyList<string>? NamesIn(string directory) => Directories.GetValueOrDefault(directory);

    public IgnoreRules? RulesOf(string directory, string? dockerfile) => directory != "/srv/app" ? null : new(
        "/srv/app/.dockerignore", DockerIgnore.Parse(Encoding.UTF8.GetBytes("# local\n*.md\n dist/ \n!README.md\n"), ".dockerignore"));
}
