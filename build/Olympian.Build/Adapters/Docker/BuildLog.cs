using Olympian.Deployment;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// The file that keeps a build's whole output. Lines may come by several threads, and a killed build's last ones after it was closed:
/// those are dropped. No secret that this process knows gets into it.
/// </summary>
internal sealed class BuildLog(string path) : IDisposable
{
    private readonly Lock gate = new();
    private StreamWriter? file = new(path) { AutoFlush = true };

    private IOException? failure;

    /// <summary>Adds a line; it is on its way to the disk when this returns. A disk that takes no more is told by <see cref="EnsureWhole"/>.</summary>
    public void Write(string line)
    {
        lock (gate)
        {
            try
            {
                file?.WriteLine(KnownSecrets.Scrub(line));
            }
            catch (IOException full)
            {
                // Thrown here, on the thread that reads the builder's output, it would end the process.
                failure = full;
                file = null;
            }
        }
    }

    /// <exception cref="ExpectedFailure">A line could not be written.</exception>
    public void EnsureWhole()
    {
        lock (gate)
        {
            if (failure is not null)
            {
                throw new ExpectedFailure(
                    $"The log {path} could not be written.",
                    failure.Message,
                    "Nothing that runs was changed. Make room on its file system, then build again.",
                    failure);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
            file = null;
        }
    }
}
