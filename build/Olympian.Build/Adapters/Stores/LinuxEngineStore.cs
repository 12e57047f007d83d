using System.Text;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Adapters.Stores;

/// <summary>An engine's data root on this machine's disk.</summary>
/// <param name="root">Its absolute path.</param>
internal sealed class LinuxEngineStore(string root) : IEngineStore
{
    // A configuration or a layer's small files; far above any that exists.
    private const int LargestFile = 64 * 1024 * 1024;

    public string Root { get; } = root;

    public byte[]? Read(string path)
    {
        var file = OpenFile(path);
        if (file < 0)
        {
            return null;
        }

        try
        {
            var length = (long)LinuxCalls.Status(file, Absolute(path)).Size;
            if (length > LargestFile)
            {
                throw new StorageFailure(Absolute(path), $"a file of {length} bytes where a small one belongs");
            }

            using var content = new MemoryStream((int)length);
            var buffer = new byte[8192];
            for (int read; (read = LinuxCalls.Read(file, buffer, Absolute(path))) > 0;)
            {
                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
        finally
        {
            LinuxCalls.Close(file);
        }
    }

    public Stream? Open(string path)
    {
        var file = OpenFile(path);
        return file < 0 ? null : new LinuxFileStream(file, Absolute(path));
    }

    public string? LinkTarget(string path)
    {
        var where = Absolute(path);
        var directory = LinuxCalls.OpenDirectory(Path.GetDirectoryName(where)!);
        if (directory < 0)
        {
            return null;
        }

        try
        {
            var name = Encoding.UTF8.GetBytes(Path.GetFileName(where) + '\0');
            return LinuxCalls.Status(directory, name, where) is { Kind: LayerEntryKind.SymbolicLink }
                ? LinuxCalls.LinkTarget(directory, name, where)
                : null;
        }
        finally
        {
            LinuxCalls.Close(directory);
        }
    }

    public IReadOnlyList<string>? Names(string path)
    {
        var directory = LinuxCalls.OpenDirectory(Absolute(path));
        if (directory < 0)
        {
            return null;
        }

        try
        {
            return [.. LinuxCalls.Names(directory, Absolute(path)).Select(entry => entry.Name)];
        }
        finally
        {
            LinuxCalls.Close(directory);
        }
    }

    public ILayerDirectory? Layer(string path)
    {
        var directory = LinuxCalls.OpenDirectory(Absolute(path));
        return directory < 0 ? null : new LinuxLayerDirectory(directory, Absolute(path));
    }

    private int OpenFile(string path)
    {
        var where = Absolute(path);
        var directory = LinuxCalls.OpenDirectory(Path.GetDirectoryName(where)!);
        if (directory < 0)
        {
            return -1;
        }

        try
        {
            var name = Encoding.UTF8.GetBytes(Path.GetFileName(where) + '\0');
            return LinuxCalls.Status(directory, name, where) is { Kind: LayerEntryKind.File } ? LinuxCalls.OpenFile(directory, name, where) : -1;
        }
        finally
        {
            LinuxCalls.Close(directory);
        }
    }

    private string Absolute(string path) => Path.Combine(Root, path);

    private sealed class LinuxFileStream(int file, string where) : ReadOnlyStream
    {
        private bool isClosed;

        public override int Read(Span<byte> buffer) => LinuxCalls.Read(file, buffer, where);

        protected override void Dispose(bool disposing)
        {
            if (!isClosed)
            {
                isClosed = true;
                LinuxCalls.Close(file);
            }

            base.Dispose(disposing);
        }
    }
}
