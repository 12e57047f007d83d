using System.Globalization;
using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Settings;
using Olympian.Build.Console;
using Olympian.Deployment;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Data;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tasks;

[TaskDescription("Delete the project's volumes, once its name was typed; no other target does")]
[Target(Stage.Data, UsesEngine = true)]
public sealed class DestroyData(DeploymentReader reader, IVolumeArchives volumes, ConsolePrompt prompt) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = reader.ReadSettings().ProjectName;
        var all = await volumes.ListAsync(project, context.Interrupted);
        if (all.Count == 0)
        {
            context.Tell($"Project '{project}' has no volume.");
            return;
        }

        var sizes = await volumes.SizesAsync(context.Interrupted);
        var rows = new List<string[]>();
        foreach (var volume in all)
        {
            var users = await volumes.UsersAsync(volume, context.Interrupted);
            rows.Add(
            [
                volume.Name,
                sizes.TryGetValue(volume.Name, out var bytes) ? ByteCount.Show(bytes) : "unknown",
                users.Any(user => user.Runs) ? "now"
                    : users.Max(user => user.LastUsed) is { } last ? last.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "unknown",
                users.Count == 0 ? "-" : string.Join(", ", users.Select(user => user.Name)),
            ]);
        }

        context.Tell(TextTable.Of(["volume", "size", "last use (UTC)", "containers"], rows));
        await EnsureUnusedAsync(all, context.Interrupted);

        TypedName.Ask(
            prompt.WhereSomebodyIs(context.Options), project, "All of this is deleted for ever. Type the project's name to confirm", "Nothing was deleted.", nameof(DestroyData));

        // Typing takes time: what is deleted is what was listed, and still is this project's and nobody's in use.
        var still = (await volumes.ListAsync(project, context.Interrupted)).Intersect(all).ToArray();
        await EnsureUnusedAsync(still, context.Interrupted);
        foreach (var volume in still)
        {
            await volumes.DestroyAsync(volume, context.Interrupted);
            context.Tell($"deleted {volume.Name}");
        }
    }

    private async Task EnsureUnusedAsync(IEnumerable<DataVolume> listed, CancellationToken cancellationToken)
    {
        foreach (var volume in listed)
        {
            if (await volumes.UsersAsync(volume, cancellationToken) is { Count: > 0 } users)
            {
                throw new UsageFailure(
                    $"Volume {volume.Name} is held by a container: {string.Join(", ", users.Select(user => user.Name))}.",
                    "Expected no container on it, not even a stopped one. Nothing was deleted.",
                    "Stop and remove the project's containers: ./build.sh --target=Stop, then ./build.sh --target=CleanBuildMulti; another project's are its owner's.");
            }
        }
    }
}
