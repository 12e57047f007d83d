using Olympian.Build.Options;
using Olympian.Deployment;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Dockerfiles on this machine's disk.</summary>
public sealed class Dockerfiles(Surroundings surroundings) : IDockerfiles
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment => surroundings.Environment;

    /// <inheritdoc/>
    public string Read(ServiceBuild build)
    {
        ArgumentNullException.ThrowIfNull(build);

        if (build.DockerfileInline is { } text)
        {
            return text;
        }

        try
        {
            return File.ReadAllText(build.Dockerfile!);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new ExpectedFailure(
                $"The Dockerfile of service '{build.Service}' cannot be read.",
                $"Expected to read {build.Dockerfile}: {refusal.Message}",
                "Nothing was changed. Make it readable, then run the same command again.",
                refusal);
        }
    }
}
