using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Releases;
using Olympian.Build.Console;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

/// <summary>
/// The release that an ultra-clean build need not make again, with <c>--fresh=proof</c>. Found out once a run, by the first target that would make
/// way for a build: cleaning, then building what is there already, would be the slowest way to change nothing.
/// </summary>
public sealed class KeptRelease(BaseImages bases, ProveFresh prove, IBuildArgumentsFile file, ReleaseRecords records, BuiltRelease built, TimeProvider time)
{
    private FreshProof? proof;

    /// <summary>The proof of it; null for a run that is to build, and for one that builds nothing.</summary>
    public async Task<FreshProof?> FindAsync(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        if (!context.Options.FreshByProof || !context.Options.Targets.Any(BuildsUltraClean))
        {
            return null;
        }

        if (proof is null)
        {
            var project = (await bases.DecideAsync(context, context.Interrupted)).Project;
            proof = await prove.RunAsync(
                project,
                BuildArguments.EpochOf(context.Surroundings.Variable("SOURCE_DATE_EPOCH")),
                new VerificationLog(context, time),
                context.Interrupted);
            context.Tell(proof.Release is { } kept ? $"Release {kept} need not be built again (--fresh=proof)." : $"Building anew: {proof.WhyNot}.");
        }

        return proof.Release is null ? null : proof;
    }

    /// <summary>Makes it the release of this run; says so.</summary>
    public void Take(BuildContext context, FreshProof kept)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(kept);

        built.Id = kept.Release;
        records.Write(kept.Project, kept.Release!, "kept", kept.Claims, kept.Integrity);
        context.Tell(ClaimTable.Of(kept.Claims));
        context.Tell($"SUCCESS: release {kept.Release} is kept: {kept.Claims.Count} claims prove that it was built from this source upon the bases of now. Build it anew all the same: --fresh=always");
    }

    /// <summary>Writes its build arguments, so that what is written is what runs.</summary>
    public void WriteArguments(BuildContext context, FreshProof kept)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(kept);

        file.Write(kept.Arguments!);
        context.Tell(kept.Arguments!.ToText().TrimEnd());
        context.Tell($"Wrote {context.Surroundings.BuildArgumentsFile}: those of the release that is kept");
    }

    private static bool BuildsUltraClean(string target) =>
        target is nameof(QuickDockerMulti) or nameof(BuildProdUltraClean) or nameof(UltraCleanBuildMulti);
}
