using System.Globalization;
using Cake.Common.Diagnostics;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Releases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

/// <summary>What the three build targets share: they differ only in how much of the build cache they may use.</summary>
public sealed class ReleaseBuild(
    BaseImages bases, IBuildArgumentsFile file, BuildRelease build, ReleaseRecords records, TimeProvider time)
{
    /// <summary>Builds and proves a release; says so only then.</summary>
    public async Task RunAsync(BuildContext context, CacheUse use)
    {
        ArgumentNullException.ThrowIfNull(context);

        var deployment = await bases.RememberedAsync(context, context.Interrupted);
        var arguments = file.Read();
        context.Information(
            "Using build arguments: BUILD_DATE={0} GIT_COMMIT={1} CACHE_BUST={2}", arguments.BuildDate, arguments.GitCommit, arguments.CacheBust);

        var logs = Path.Combine(context.Surroundings.Artifacts, "logs", arguments.ReleaseId.Value);
        var claims = await build.RunAsync(
            new(deployment.Project, arguments, use, time.GetUtcNow(), logs, context.Options.BuildTimeout), context.Interrupted);
        records.Write(deployment.Project.Name, arguments.ReleaseId, "built", claims);

        foreach (var service in deployment.Project.BuiltServices)
        {
            context.Information("{0} build completed successfully", CultureInfo.InvariantCulture.TextInfo.ToTitleCase(service.Name));
        }

        context.Information(
            "SUCCESS: release {0}: {1} images built and verified, {2} claims checked; logs in {3}",
            arguments.ReleaseId, deployment.Project.BuiltServices.Count, claims.Count, logs);
    }
}
