using Cake.Frosting;

namespace Olympian.Build.Tasks;

[TaskDescription("The main job: settings, clean, ultra-clean build, proof, start, proof")]
[Target(Stage.Deploy, UsesEngine = true, OnlyGathers = true)]
[IsDependentOn(typeof(EnvMulti))]
[IsDependentOn(typeof(BuildProdUltraClean))]
[IsDependentOn(typeof(UpProd))]
public sealed class QuickDockerMulti : FrostingTask<BuildContext>
{
    // UpProd, the last before it, has proven what runs; a run that fails anywhere never comes here.
    public override void Run(BuildContext context) =>
        context.Tell("Done. Check it again at any time: ./build.sh --target=Verify");
}
