using Olympian.Deployment.Images;

namespace Olympian.Deployment.Sources;

/// <summary>Fingerprints the source of a release and writes the arguments its images are built with.</summary>
public sealed class GenerateArguments(FingerprintSource fingerprint, IGitRevisions git, IBuildArgumentsFile file, Random random)
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
        var source = fingerprint.Run(services, cancellation);
        var arguments = BuildArguments.New(now, sourceDateEpoch, git.RevisionOf(sourceDirectory), source.Hash, random);
        file.Write(arguments);
        return new(arguments, source.Contexts);
    }
}
