using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Data;
using Olympian.Deployment;

namespace Olympian.Build.Tasks;

[TaskDescription("Put a backup's volumes back (--from), into empty volumes only, and prove what they hold")]
[Target(Stage.Data, UsesEngine = true)]
public sealed class RestoreData(DeploymentReader reader, DataBackup backup) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var path = context.Options.RestoreFrom ?? throw new UsageFailure(
            "No backup was named.", "Expected the file that BackupData wrote.", "Name it: ./build.sh --target=RestoreData --from=FILE");
        var project = (await reader.ReadAsync(null, context.Interrupted)).Project;

        var manifest = await backup.PutBackAsync(project.Name, project.VolumeNames, path, context.Warn, context.Interrupted);
        foreach (var volume in manifest.Volumes)
        {
            context.Tell($"{volume.Key}: {volume.Entries} files and directories, as they were at {manifest.Taken.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        }

        context.Tell("SUCCESS: the volumes hold what was taken. Start: ./build.sh --target=UpProd");
    }
}
