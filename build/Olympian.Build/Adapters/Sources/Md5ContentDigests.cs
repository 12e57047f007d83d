using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Reads files whole, in constant memory, and notices when one changes meanwhile.</summary>
internal sealed class Md5ContentDigests : IContentDigests
{
    private const int BufferSize = 256 * 1024;
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ExpectedFailure">The file cannot be read, or changed during every attempt.</exception>
    public (FileStatus Status, string Md5) Of(WalkedEntry file, CancellationToken cancellation)
    {
        try
        {
            var before = file.Status;
            for (var attempt = 1; ; attempt++)
            {
                var (length, md5) = Read(file.FullPath, cancellation);
                var after = FileStatus.Of(file.FullPath);
                if (after == before && length == before.Length)
                {
                    return (after, md5);
                }

                if (attempt == Attempts || after.Kind != EntryKind.File)
                {
                    throw new SourceChangedFailure(file.FullPath);
                }

                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
                before = FileStatus.Of(file.FullPath);
            }
        }
        catch (FileNotFoundException)
        {
            throw new SourceChangedFailure(file.FullPath);
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            throw new ExpectedFailure(
                $"'{PrintablePath.Of(file.FullPath)}' cannot be read.",
                refusal.Message,
                $"Make it readable, or keep it from Docker by a line in .dockerignore: {PrintablePath.Of(file.Path)}",
                refusal);
        }
    }

    private static (long Length, string Md5) Read(string path, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // A writer need not be kept out: that the file changed is noticed afterwards.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var read = RandomAccess.Read(handle, buffer, 0);
            return read < buffer.Length
                ? (read, Md5.Of(buffer.AsSpan(0, read)))
                : ReadLong(handle, buffer, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (long Length, string Md5) ReadLong(SafeFileHandle handle, byte[] buffer, CancellationToken cancellation)
    {
        using var md5 = Md5.Start();
        long length = buffer.Length;
        md5.AppendData(buffer);
        for (int read; (read = RandomAccess.Read(handle, buffer, length)) > 0; length += read)
        {
            cancellation.ThrowIfCancellationRequested();
            md5.AppendData(buffer, 0, read);
        }

        return (length, Convert.ToHexStringLower(md5.GetHashAndReset()));
    }
}
