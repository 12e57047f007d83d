using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Healing;

/// <summary>Every service has this Dockerfile.</summary>
internal sealed class DockerfilesDouble(string text) : IDockerfiles
{
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    public string Read(ServiceBuild build) => text;
}
