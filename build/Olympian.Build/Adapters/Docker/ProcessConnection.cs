using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Olympian.Build.Adapters.Docker;

/// <summary>What a process reads and writes, as one stream: a connection that a command holds open. It ends with the stream, and at the latest with this program.</summary>
internal sealed class ProcessConnection : Stream
{
    private const int MostKept = 2048;

    private static readonly TimeSpan EndLimit = TimeSpan.FromMilliseconds(500);

    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly StreamReader error;
    private readonly Task<string> complaint;

    public ProcessConnection(Process process)
    {
        this.process = process;
        input = process.StandardInput.BaseStream;
        output = process.StandardOutput.BaseStream;
        error = process.StandardError;
        complaint = ReadComplaintAsync();
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

    /// <summary>What the process said of why it ended; empty for nothing, or while it runs.</summary>
    public async Task<string> ComplaintAsync()
    {
        try
        {
            return (await complaint.WaitAsync(EndLimit)).Trim();
        }
        catch (Exception unread) when (unread is TimeoutException or IOException or ObjectDisposedException)
        {
            return string.Empty;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            End();
        }

        base.Dispose(disposing);
    }

    // All of it, so that the process never waits for somebody to read it; the beginning is kept.
    private async Task<string> ReadComplaintAsync()
    {
        var kept = new StringBuilder();
        while (await error.ReadLineAsync() is { } line)
        {
            if (kept.Length < MostKept)
            {
                kept.AppendLine(line);
            }
        }

        return kept.ToString();
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
        catch (Exception ended) when (ended is IOException or InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // Its end of the pipe is closed, or it is gone already: that is what was wanted. What it started as somebody else ends with its input.
        }
        finally
        {
            output.Dispose();
            process.Dispose();
        }
    }
}
