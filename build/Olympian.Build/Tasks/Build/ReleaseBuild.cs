using System.Globalization;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Releases;
using Olympian.Build.Console;
using Olympian.Deployment.Attestations;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

/// <summary>What the three build targets share: they differ only in how much of the build cache they may use.</summary>
public sealed class ReleaseBuild(
    BaseImages bases, IBuildArgumentsFile file, BuildHealthyRelease build, AttestRelease attest, BuiltRelease built, ReleaseRecords records, RunDiary diary, TimeProvider time)
{
    /// <summary>Builds and proves a release; says so only then.</summary>
    public async Task RunAsync(BuildContext context, CacheUse use)
    {
        ArgumentNullException.ThrowIfNull(context);

        var deployment = await bases.RememberedAsync(context, context.Interrupted);
        var arguments = file.Read();
        context.Tell(
            $"Using build arguments: BUILD_DATE={arguments.BuildDate} GIT_COMMIT={arguments.GitCommit} CACHE_BUST={arguments.CacheBust}");

        var logs = Path.Combine(context.Surroundings.Artifacts, "logs", arguments.ReleaseId.Value);
        var log = new HealingLog(context, time);
        var order = new ReleaseOrder(deployment.Project, arguments, use, time.GetUtcNow(), logs, context.Options.BuildTimeout);
        diary.Builds(use);
        var release = await build.RunAsync(order, heal: !context.Options.NoHeal, log, context.Interrupted);
        built.Id = arguments.ReleaseId;
        diary.Built(release.Release.Images, release.Integrity.Ways);
        records.Write(deployment.Project.Name, arguments.ReleaseId, "built", release.Claims, release.Integrity, log.Story);
        var attested = records.Write(await attest.RunAsync(order, release, context.Interrupted));

        foreach (var service in deployment.Project.BuiltServices)
        {
            context.Tell($"{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(service.Name)} build completed successfully");
        }

        context.Tell(
            $"SUCCESS: release {arguments.ReleaseId}: {deployment.Project.BuiltServices.Count} images built and verified, "
            + $"{release.Claims.Count} claims checked; attestation {attested}; logs in {logs}");
    }
}
