using Cake.Frosting;

namespace Olympian.Build.Tasks;

[TaskDescription("Fingerprint the source and write BUILD_DATE, GIT_COMMIT, SOURCE_HASH and CACHE_BUST into .env.build")]
[Target(Stage.Build, UsesEngine = true, ReadsSource = true)]
public sealed class GenerateBuildArgs(SourceArguments arguments) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => arguments.RunAsync(context);
}
