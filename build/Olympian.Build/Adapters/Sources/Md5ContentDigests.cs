using System.Buffers;
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
            var (path, before) = (file.FullPath, file.Status);
            for (var attempt = 1; ; attempt++)
            {
                var (length, md5) = Read(path, before.Length, cancellation);
                var after = FileStatus.Of(path);
                if (after == before && length == before.Length)
                {
                    return (after, md5);
                }

                if (attempt == Attempts || after.Kind != EntryKind.File)
                {
                    throw new SourceChangedFailure(path);
                }

                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
                before = FileStatus.Of(path);
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

    private static (long Length, string Md5) Read(string path, long expected, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var file = new ReadableFile(path);
            var read = file.Read(buffer);
            return read == expected
                ? (read, Md5.Of(buffer.AsSpan(0, read)))
                : ReadLong(file, buffer, read, expected, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Not asked for more once all that was expected is there: a file that has grown since has another status.
    private static (long Length, string Md5) ReadLong(ReadableFile file, byte[] buffer, int first, long expected, CancellationToken cancellation)
    {
        using var md5 = Md5.Start();
        long length = first;
        md5.AppendData(buffer, 0, first);
        for (var read = first; read > 0 && length != expected; length += read)
        {
            cancellation.ThrowIfCancellationRequested();
            read = file.Read(buffer);
            md5.AppendData(buffer, 0, read);
        }

        return (length, Convert.ToHexStringLower(md5.GetHashAndReset()));
    }
}
