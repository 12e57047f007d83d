using System.Globalization;
using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Data;
using Olympian.Deployment.Cleaning;

namespace Olympian.Build.Tasks;

[TaskDescription("Write the named volumes into a tar with checksums (--to); containers are paused while it is read")]
[Target(Stage.Data, UsesEngine = true)]
public sealed class BackupData(DeploymentReader reader, DataBackup backup, TimeProvider time) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = reader.ReadSettings().ProjectName;
        var path = context.Options.BackupTo ?? Path.Combine(
            context.Surroundings.Root, "backups", $"{project}-{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.tar");

        var manifest = await backup.TakeAsync(project, path, context.Tell, context.Interrupted);
        foreach (var volume in manifest.Volumes)
        {
            context.Tell($"{volume.Key}: {volume.Entries} files and directories, {ByteCount.Show(volume.Bytes)}, SHA-256 {volume.Sha256}");
        }

        context.Tell($"SUCCESS: {path}, read back and whole. Restore it: ./build.sh --target=RestoreData --from='{path}'");
    }
}
