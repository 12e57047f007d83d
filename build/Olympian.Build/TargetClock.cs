using Cake.Core;
using Cake.Frosting;

namespace Olympian.Build;

/// <summary>Notes how long each target took.</summary>
public sealed class TargetClock(RunDiary diary) : FrostingTaskLifetime<BuildContext>
{
    public override void Setup(BuildContext context, ITaskSetupContext info)
    {
        // Cake's own clock runs already.
    }

    public override void Teardown(BuildContext context, ITaskTeardownContext info)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (!info.Skipped)
        {
            diary.Ran(info.Task.Name, info.Duration);
        }
    }
}
