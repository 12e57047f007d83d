using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

[TaskDescription("Check every claim again on what runs now: one row a claim")]
[Target(Stage.Check, UsesEngine = true)]
public sealed class Verify(BaseImages bases, VerifyRelease verify, IBuildArgumentsFile file) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await bases.RememberedAsync(context, context.Interrupted)).Project;
        var written = File.Exists(context.Surroundings.BuildArgumentsFile) ? file.Read() : null;
        var claims = await verify.RunAsync(project, written, context.Interrupted);

        context.Tell(ClaimTable.Of(claims));
        if (claims.Any(claim => !claim.Holds))
        {
            throw new ClaimsRefuted(
                $"{claims.Count(claim => !claim.Holds)} of {claims.Count} claims do not hold.",
                claims,
                "Build and start it from this source: ./build.sh --target=QuickDockerMulti");
        }

        context.Tell($"SUCCESS: all {claims.Count} claims hold.");
    }
}
