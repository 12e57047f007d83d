using System.Security.Cryptography;
using System.Text;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Sources;

/// <summary>Fingerprints the source of a release and writes the arguments its images are built with.</summary>
public sealed class GenerateArguments(ISourceTree tree, IGitRevisions git, IBuildArgumentsFile file, Random random)
{
    /// <summary>Reads every context and Dockerfile once, then writes the file.</summary>
    /// <param name="services">The services to build.</param>
    /// <param name="sourceDirectory">The application's source tree, whose commit is named.</param>
    /// <param name="now">The clock.</param>
    /// <param name="sourceDateEpoch">The environment's SOURCE_DATE_EPOCH, null when it is not set.</param>
    /// <param name="cancellation">Ends the reading early; the file then stays as it was.</param>
    public GeneratedArguments Run(
        IReadOnlyList<ServiceBuild> services,
        string sourceDirectory,
        DateTimeOffset now,
        string? sourceDateEpoch,
        CancellationToken cancellation)
    {
        var contexts = new Dictionary<(string Directory, string? IgnoreFile), (ContextSnapshot Snapshot, List<string> Roles)>();
        var sources = services.Select(service => Read(service, contexts, cancellation)).ToArray();

        var arguments = BuildArguments.New(now, sourceDateEpoch, git.RevisionOf(sourceDirectory), SourceHash.Of(sources), random);
        file.Write(arguments);
        return new(arguments, [.. contexts.Values.Select(read => new ContextReport(string.Join(", ", read.Roles), read.Snapshot))]);
    }

    private ServiceSource Read(
        ServiceBuild service,
        Dictionary<(string Directory, string? IgnoreFile), (ContextSnapshot Snapshot, List<string> Roles)> contexts,
        CancellationToken cancellation)
    {
        if (!ContextReference.IsDirectory(service.ContextDirectory))
        {
            throw new UsageFailure(
                $"The build context of '{service.Service}' cannot be fingerprinted.",
                $"Expected a directory, found '{service.ContextDirectory}'.",
                "Clone it and name the directory in the compose file.");
        }

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
            // CA5351: MD5 names content here; it protects nothing from a forger.
#pragma warning disable CA5351
            return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
        }

        return tree.ReadDockerfile(service.Dockerfile ?? throw new ArgumentException(
            $"'{service.Service}' names no Dockerfile and holds none.", nameof(service)));
    }
}
