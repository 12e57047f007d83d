using System.Diagnostics;

namespace Olympian.Build.Adapters.Docker;

/// <summary>What a process reads and writes, as one stream: a connection that a command holds open. It ends with the stream, and at the latest with this program.</summary>
internal sealed class ProcessConnection : Stream
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMilliseconds(500);

    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;

    public ProcessConnection(Process process)
    {
        this.process = process;
        input = process.StandardInput.BaseStream;
        output = process.StandardOutput.BaseStream;
        // Read and thrown away, so that the process never waits for somebody to read it: why there is no answer is asked by a command that says so.
        _ = process.StandardError.BaseStream.CopyToAsync(Null);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => output.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => output.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => input.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => input.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => input.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => input.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            End();
        }

        base.Dispose(disposing);
    }

    private void End()
    {
        try
        {
            input.Dispose();
            // By itself, at the end of its input; what it started for it (ssh) goes with it.
            if (!process.WaitForExit(EndLimit))
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception ended) when (ended is IOException or InvalidOperationException)
        {
            // Its end of the pipe is closed, or it is gone already: that is what was wanted.
        }
        finally
        {
            process.Dispose();
        }
    }
}
