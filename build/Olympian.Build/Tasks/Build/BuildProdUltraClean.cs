using Cake.Frosting;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tasks;

[TaskDescription("Build every image anew with --no-cache --pull, then prove each")]
[Target(Stage.Build, UsesEngine = true, ReadsSource = true, Builds = true)]
[IsDependentOn(typeof(CleanBuildMulti))]
[IsDependentOn(typeof(GenerateBuildArgs))]
public sealed class BuildProdUltraClean(ReleaseBuild release) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => release.RunAsync(context, CacheUse.UltraClean);
}
