using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tasks;

[TaskDescription("Prove that every layer of the release's images and of the bases under them is what was built and pulled (--ways)")]
[Target(Stage.Check, UsesEngine = true, ReadsOnly = true, IsRecorded = true)]
public sealed class VerifyImages(
    DeploymentReader reader, ReleaseInventory inventory, IImageVerifier verifier, ProveCache cache, TimeProvider time)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await reader.ReadAsync(null, context.Interrupted)).Project;
        var log = new VerificationLog(context, time);
        var ways = context.Options.Ways;
        var report = ways is [Way.Cache]
            ? IntegrityReport.Empty
            : await verifier.RunAsync(
                await inventory.OfAsync(project, context.Interrupted), [.. ways.Where(way => way != Way.Cache)], log, context.Interrupted);
        if (ways.Count == 0 || ways.Contains(Way.Cache))
        {
            var proof = await cache.RunAsync(project.Name, log, context.Interrupted);
            report += ways.Count == 0 || proof.Store is not null ? proof.Report : throw new ExpectedFailure(
                "The build cache cannot be looked into.",
                $"Expected root on the host of an engine with overlay2, for --ways=cache; {proof.WhyNot}.",
                "Let the build choose: leave --ways out");
        }

        context.Tell(IntegrityText.Of(report));
        if (!report.IsClean)
        {
            throw new DamageFound(report, "Heal it: ./build.sh --target=Heal; see what that would do: --plan");
        }

        context.Tell(ways is [Way.Cache]
            ? "SUCCESS: nothing in this project's build cache is damaged."
            : $"SUCCESS: {report.Images.Count(image => image.ImageId.Length > 0)} images are what was built and pulled.");
    }
}
