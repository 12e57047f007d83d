namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// The file that keeps a build's whole output. Lines may come by several threads, and a killed build's last ones after it was closed:
/// those are dropped.
/// </summary>
internal sealed class BuildLog(string path) : IDisposable
{
    private readonly Lock gate = new();
    private StreamWriter? file = new(path) { AutoFlush = true };

    /// <summary>Adds a line; it is on its way to the disk when this returns.</summary>
    public void Write(string line)
    {
        lock (gate)
        {
            file?.WriteLine(line);
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
