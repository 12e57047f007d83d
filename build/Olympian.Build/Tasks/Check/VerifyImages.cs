using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tasks;

[TaskDescription("Prove that every layer of the release's images and of the bases under them is what was built and pulled (--ways)")]
[Target(Stage.Check, UsesEngine = true)]
public sealed class VerifyImages(DeploymentReader reader, ReleaseInventory inventory, IImageVerifier verifier, TimeProvider time)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await reader.ReadAsync(null, context.Interrupted)).Project;
        var images = await inventory.OfAsync(project, context.Interrupted);
        var report = await verifier.RunAsync(images, context.Options.Ways, new VerificationLog(context, time), context.Interrupted);

        context.Tell(IntegrityText.Of(report));
        if (!report.IsClean)
        {
            throw new DamageFound(report, "Heal it: ./build.sh --target=Heal; see what that would do: --plan");
        }

        context.Tell($"SUCCESS: {report.Images.Count} images are what was built and pulled.");
    }
}
