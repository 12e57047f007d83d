using System.Text;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Sources;

/// <summary>Fingerprints what a release's images are built from, as it is on the disk now.</summary>
public sealed class FingerprintSource(ISourceTree tree)
{
    /// <summary>Reads every context and Dockerfile once.</summary>
    /// <param name="services">The services to build.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    public SourceFingerprint Run(IReadOnlyList<ServiceBuild> services, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(services);

        var contexts = new Dictionary<(string Directory, string? IgnoreFile), (ContextSnapshot Snapshot, List<string> Roles)>();
        var sources = services.Select(service => Read(service, contexts, cancellation)).ToArray();
        return new(SourceHash.Of(sources), [.. contexts.Values.Select(read => new ContextReport(string.Join(", ", read.Roles), read.Snapshot))]);
    }

    /// <summary>Makes sure that everything to be read is there: so that a run need not begin what it cannot end.</summary>
    /// <exception cref="UsageFailure">A context or a Dockerfile is not.</exception>
    public void EnsureThere(IReadOnlyList<ServiceBuild> services)
    {
        ArgumentNullException.ThrowIfNull(services);

        foreach (var service in services)
        {
            EnsureReadable(service);
            foreach (var directory in (string[])[service.ContextDirectory, .. service.AdditionalContexts.Values.Where(ContextReference.IsDirectory)])
            {
                tree.EnsureDirectory(directory);
            }

            DockerfileMd5(service);
        }
    }

    private static void EnsureReadable(ServiceBuild service)
    {
        if (!ContextReference.IsDirectory(service.ContextDirectory))
        {
            throw new UsageFailure(
                $"The build context of '{service.Service}' cannot be fingerprinted.",
                $"Expected a directory, found '{service.ContextDirectory}'.",
                "Clone it and name the directory in the compose file.");
        }
    }

    private ServiceSource Read(
        ServiceBuild service,
        Dictionary<(string Directory, string? IgnoreFile), (ContextSnapshot Snapshot, List<string> Roles)> contexts,
        CancellationToken cancellation)
    {
        EnsureReadable(service);
        var context = ReadOnce(service.ContextDirectory, service.Dockerfile, service.Service);
        var named = service.AdditionalContexts
            .Where(additional => ContextReference.IsDirectory(additional.Value))
            .ToDictionary(
                additional => additional.Key,
                additional => ReadOnce(additional.Value, dockerfile: null, $"{service.Service}:{additional.Key}"));
        return new(service, DockerfileMd5(service), context, named);

        ContextDigest ReadOnce(string directory, string? dockerfile, string role)
        {
            var key = (directory, tree.IgnoreFileOf(directory, dockerfile));
            if (!contexts.TryGetValue(key, out var read))
            {
                contexts[key] = read = (tree.ReadContext(directory, key.Item2, cancellation), []);
            }

            read.Roles.Add(role);
            return read.Snapshot.Digest;
        }
    }

    private string DockerfileMd5(ServiceBuild service)
    {
        if (service.DockerfileInline is { } text)
        {
            return Md5.Of(Encoding.UTF8.GetBytes(text));
        }

        return tree.ReadDockerfile(service.Dockerfile ?? throw new ArgumentException(
            $"'{service.Service}' names no Dockerfile and holds none.", nameof(service)));
    }
}
