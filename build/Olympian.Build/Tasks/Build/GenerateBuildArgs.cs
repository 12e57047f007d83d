using Cake.Frosting;

namespace Olympian.Build.Tasks;

[TaskDescription("Fingerprint the source and write BUILD_DATE, GIT_COMMIT, SOURCE_HASH and CACHE_BUST into .env.build")]
[Target(Stage.Build, UsesEngine = true, ReadsSource = true)]
public sealed class GenerateBuildArgs(SourceArguments arguments, KeptRelease keeping) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        if (await keeping.FindAsync(context) is { } kept)
        {
            keeping.WriteArguments(context, kept);
            return;
        }

        await arguments.RunAsync(context);
    }
}
