using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

[TaskDescription("Fingerprint the source and write BUILD_DATE, GIT_COMMIT, SOURCE_HASH and CACHE_BUST into .env.build")]
[Target(Stage.Build, UsesEngine = true, ReadsSource = true)]
public sealed class GenerateBuildArgs(BaseImages bases, GenerateArguments arguments, TimeProvider time) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var deployment = await bases.DecideAsync(context, context.Interrupted);
        var generated = arguments.Run(
            [.. deployment.Project.BuiltServices.Select(service => service.Build!)],
            deployment.Settings.SourcePath,
            time.GetUtcNow(),
            context.Surroundings.Variable("SOURCE_DATE_EPOCH"),
            context.Interrupted);

        foreach (var read in generated.Contexts)
        {
            context.Tell(FormattableString.Invariant(
                $"{read.Role}: {read.Snapshot.Files} files, {read.Snapshot.Bytes} bytes, read in {read.Snapshot.Elapsed.TotalMilliseconds:0} ms"));
        }

        context.Tell(generated.Arguments.ToText().TrimEnd());
        context.Tell($"Wrote {context.Surroundings.BuildArgumentsFile}");
    }
}
