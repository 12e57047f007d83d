using Cake.Core;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Console;

/// <summary>Tells how far a verification is: a line every few seconds, so that a log of it stays short and a person sees it move.</summary>
internal sealed class VerificationLog(ICakeContext context, TimeProvider time) : IVerificationJournal
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private long told;
    private long last = long.MaxValue;

    public void Progress(Way way, long done, long total)
    {
        lock (gate)
        {
            // Less than before: another reading has begun.
            told = done < last ? time.GetTimestamp() : told;
            last = done;
            if (time.GetElapsedTime(told) < Pause)
            {
                return;
            }

            told = time.GetTimestamp();
        }

        // Headers and padding are read too, and the total is an estimate: never more than all of it.
        context.Log.Tell(total > 0
            ? $"Verifying ({way.Word()}): {ByteCount.Show(Math.Min(done, total))} of {ByteCount.Show(total)}"
            : $"Verifying ({way.Word()}): {ByteCount.Show(done)}");
    }
}
