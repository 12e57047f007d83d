using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

[TaskDescription("Check every claim again on what runs now: one row a claim")]
[Target(Stage.Check, UsesEngine = true)]
public sealed class Verify(BaseImages bases, VerifyRelease verify, IBuildArgumentsFile file, TimeProvider time) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await bases.RememberedAsync(context, context.Interrupted)).Project;
        var written = File.Exists(context.Surroundings.BuildArgumentsFile) ? file.Read() : null;
        var verified = await verify.RunAsync(project, written, new VerificationLog(context, time), context.Interrupted);

        context.Tell(ClaimTable.Of(verified.Claims));
        foreach (var state in verified.Bases)
        {
            (state.IsBehind ? (Action<string>)context.Warn : context.Tell)(state.ToString());
        }

        var refuted = verified.Claims.Count(claim => !claim.Holds);
        if (refuted > 0)
        {
            throw new ClaimsRefuted(
                $"{refuted} of {verified.Claims.Count} claims do not hold.",
                verified.Claims,
                verified.Integrity.IsClean
                    ? "Build and start it from this source: ./build.sh --target=QuickDockerMulti"
                    : "Heal what is damaged: ./build.sh --target=Heal; see what that would do: --plan");
        }

        context.Tell($"SUCCESS: all {verified.Claims.Count} claims hold.");
    }
}
