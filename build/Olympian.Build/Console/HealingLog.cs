using Cake.Core;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Console;

/// <summary>Tells a healing's lines through Cake's log, and keeps them for the run's record.</summary>
internal sealed class HealingLog(ICakeContext context, TimeProvider time) : IHealingJournal
{
    private readonly VerificationLog progress = new(context, time);
    private readonly List<string> story = [];

    /// <summary>Everything that was told, in order.</summary>
    public IReadOnlyList<string> Story => story;

    public void Tell(string line)
    {
        story.Add(line);
        context.Log.Tell(line);
    }

    public void Warn(string line)
    {
        story.Add(line);
        context.Log.Warn(line);
    }

    public void Progress(Way way, long done, long total) => progress.Progress(way, done, total);
}
