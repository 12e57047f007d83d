using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.CachedSteps;

/// <summary>Seals in memory.</summary>
internal sealed class SealsDouble : ICacheSeals
{
    public Dictionary<string, byte[]> Seals { get; } = new(StringComparer.Ordinal);

    /// <summary>How many more seals the disk takes.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>Cancelled by the first seal that is written: somebody presses Ctrl-C.</summary>
    public CancellationTokenSource? Interrupt { get; set; }

    public Stream? Open(IEngineStore store, string directory) => Seals.TryGetValue(directory, out var seal) ? new MemoryStream(seal) : null;

    public void Write(IEngineStore store, string directory, ReadOnlyMemory<byte> seal)
    {
        lock (Seals)
        {
            Interrupt?.Cancel();
            Interrupt?.Token.ThrowIfCancellationRequested();
            if (Room-- <= 0)
            {
                throw new SealNotWritten("No space left on device");
            }

            Seals[directory] = seal.ToArray();
        }
    }

    public IReadOnlyList<string> Directories(IEngineStore store) => [.. Seals.Keys];

    public void Remove(IEngineStore store, string directory) => Seals.Remove(directory);
}
