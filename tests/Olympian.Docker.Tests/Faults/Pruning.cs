using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>A colleague who prunes the whole host, again and again, while others build.</summary>
internal static class Pruning
{
    private static readonly string[][] Commands =
    [
        ["builder", "prune", "--all", "--force"],
        ["image", "prune", "--force"],
    ];

    /// <summary>Prunes until the work is done, and at least once.</summary>
    /// <returns>How often.</returns>
    public static async Task<int> WhileAsync(TestEngine engine, Task work, CancellationToken cancellationToken = default)
    {
        var rounds = 0;
        do
        {
            foreach (var command in Commands)
            {
                // That another prune is at work is an answer.
                await engine.Docker.AskAsync(new(command), cancellationToken);
            }

            rounds++;
        }
        while (!work.IsCompleted);
        return rounds;
    }
}
