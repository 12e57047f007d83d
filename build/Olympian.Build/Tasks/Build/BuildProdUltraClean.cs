using Cake.Frosting;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tasks;

[TaskDescription("Build every image anew with --no-cache --pull, then prove each")]
[Target(Stage.Build, UsesEngine = true, ReadsSource = true, Builds = true)]
[IsDependentOn(typeof(CleanBuildMulti))]
[IsDependentOn(typeof(GenerateBuildArgs))]
public sealed class BuildProdUltraClean(ReleaseBuild release, KeptRelease keeping) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        if (await keeping.FindAsync(context) is { } kept)
        {
            keeping.Take(context, kept);
            return;
        }

        await release.RunAsync(context, CacheUse.UltraClean);
    }
}
