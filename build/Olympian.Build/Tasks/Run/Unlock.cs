using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Settings;
using Olympian.Deployment.Locks;

namespace Olympian.Build.Tasks;

[TaskDescription("Show who holds the project's lock, and remove it when the project's name is typed")]
[Target(Stage.Run, UsesEngine = true, ReadsOnly = true)]
public sealed class Unlock(DeploymentReader reader, ConsolePrompt prompt, IEngineLocks locks, BreakLock breaking, TimeProvider time) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = reader.ReadSettings().ProjectName;
        if (await locks.FindAsync(project, context.Interrupted) is not { Holder: { } holder } found)
        {
            context.Tell($"Project '{project}' is not locked: no run holds its lock.");
            return;
        }

        context.Tell($"Project '{project}' is locked by {LockText.Of(holder, time.GetUtcNow())}.");
        context.Tell(breaking.Standing(holder));
        await breaking.RunAsync(project, found, prompt.WhereSomebodyIs(context.Options), context.Interrupted);
        context.Tell($"Removed the lock of project '{project}'.");
    }
}
