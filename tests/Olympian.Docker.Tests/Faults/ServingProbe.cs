using System.Diagnostics;

namespace Olympian.Docker.Tests.Faults;

/// <summary>Somebody who asks a deployed project for its page again and again while something else is done to it.</summary>
internal static class ServingProbe
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the work is done.</summary>
    /// <param name="stack">The project.</param>
    /// <param name="work">What is done.</param>
    /// <returns>What the work came to, how often the page came, and the longest time for which it did not.</returns>
    public static async Task<(T Result, int Answers, TimeSpan LongestGap)> WhileAsync<T>(FaultStack stack, Task<T> work)
    {
        var (answers, longest, last) = (0, TimeSpan.Zero, Stopwatch.GetTimestamp());
        while (!work.IsCompleted)
        {
            try
            {
                var page = await stack.GreetingAsync();
                Assert.That(page, Is.EqualTo("hello\n"), "what is served meanwhile");
                answers++;
                (longest, last) = (Longer(longest, last), Stopwatch.GetTimestamp());
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException)
            {
                // Between the old containers and the new ones.
            }

            await Task.WhenAny(work, Task.Delay(Pause));
        }

        return (await work, answers, Longer(longest, last));
    }

    private static TimeSpan Longer(TimeSpan one, long since) => Stopwatch.GetElapsedTime(since) is var other && other > one ? other : one;
}
