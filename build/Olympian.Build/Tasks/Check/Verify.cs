using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Releases;
using Olympian.Build.Console;
using Olympian.Deployment.Attestations;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

[TaskDescription("Check every claim again on what runs now: one row a claim (--attestation)")]
[Target(Stage.Check, UsesEngine = true, ReadsOnly = true, IsRecorded = true)]
public sealed class Verify(BaseImages bases, VerifyRelease verify, VerifyAttestation attested, IBuildArgumentsFile file, TimeProvider time) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) =>
        context.Options.AttestationFile is { } file ? AgainstAttestationAsync(context, file) : AgainstSourceAsync(context);

    private async Task AgainstAttestationAsync(BuildContext context, string file)
    {
        var attestation = ReleaseRecords.Read(file);
        var claims = await attested.RunAsync(attestation, new VerificationLog(context, time), context.Interrupted);

        context.Tell(ClaimTable.Of(claims));
        if (claims.Any(claim => !claim.Holds))
        {
            throw new ClaimsRefuted(
                $"{claims.Count(claim => !claim.Holds)} of {claims.Count} claims do not hold: this engine is not what {file} attests.",
                claims,
                "See what is damaged: ./build.sh --target=VerifyImages; deploy that release where it is not what runs: ./build.sh --target=UpProd");
        }

        context.Tell($"SUCCESS: release {attestation.Release} is what is attested: all {claims.Count} claims hold.");
    }

    private async Task AgainstSourceAsync(BuildContext context)
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
