using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Runs <c>docker</c> as a process, by argument list. Whatever ends the call (exit, limit, cancellation), the process and
/// its children are gone when it returns.
/// </summary>
/// <param name="executable">The command to run, as found in PATH.</param>
/// <param name="bootstrapCommand">What an error tells people to type when Docker is missing or stopped.</param>
public sealed class DockerCli(string executable, string bootstrapCommand) : IDockerCli
{
    // UTF-8 without a byte order mark: a mark would be the first bytes of whatever the command reads.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public async Task<DockerOutput> RunAsync(DockerCommand command, CancellationToken cancellationToken)
    {
        var output = await ExecuteAsync(command, Sink.Text(), Sink.Text(), cancellationToken);
        return await ThrowUnlessSuccessful(command, output, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DockerOutput> AskAsync(DockerCommand command, CancellationToken cancellationToken)
    {
        var output = await ExecuteAsync(command, Sink.Text(), Sink.Text(), cancellationToken);
        if (output.ExitCode != 0)
        {
            await EnsureEngineAnswers(command, cancellationToken);
        }

        return output;
    }

    /// <inheritdoc/>
    public async Task<DockerOutput> WatchAsync(DockerCommand command, Action<OutputLine> onLine, CancellationToken cancellationToken)
    {
        var turn = new Lock();

        var output = await ExecuteAsync(
            command,
            Sink.Lines(line => Emit(line, isError: false)),
            Sink.Lines(line => Emit(line, isError: true)),
            cancellationToken);

        return await ThrowUnlessSuccessful(command, output, cancellationToken);

        void Emit(string line, bool isError)
        {
            lock (turn)
            {
                onLine(new OutputLine(line, isError));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<DockerOutput> CopyOutputAsync(DockerCommand command, Stream destination, CancellationToken cancellationToken)
    {
        var output = await ExecuteAsync(command, Sink.Bytes(destination), Sink.Text(), cancellationToken);
        return await ThrowUnlessSuccessful(command, output, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<T> ReadOutputAsync<T>(DockerCommand command, Func<Stream, T> read, CancellationToken cancellationToken)
    {
        Func<T>? result = null;
        var output = await ExecuteAsync(command, Sink.Reader(stream => result = Attempt(read, stream)), Sink.Text(), cancellationToken);
        await ThrowUnlessSuccessful(command, output, cancellationToken);
        return result is null ? throw new InvalidOperationException("The output was not read.") : result();
    }

    /// <inheritdoc/>
    public async Task<DockerOutput> WriteInputAsync(
        DockerCommand command, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var output = await ExecuteAsync(command, Sink.Text(), Sink.Text(), cancellationToken, write);
        return await ThrowUnlessSuccessful(command, output, cancellationToken);
    }

    /// <summary>As <see cref="CopyOutputAsync"/>, with the exit code as an answer.</summary>
    internal async Task<DockerOutput> AskBytesAsync(DockerCommand command, Stream destination, CancellationToken cancellationToken)
    {
        var output = await ExecuteAsync(command, Sink.Bytes(destination), Sink.Text(), cancellationToken);
        if (output.ExitCode != 0)
        {
            await EnsureEngineAnswers(command, cancellationToken);
        }

        return output;
    }

    private async Task<DockerOutput> ThrowUnlessSuccessful(DockerCommand command, DockerOutput output, CancellationToken cancellationToken)
    {
        if (output.ExitCode == 0)
        {
            return output;
        }

        await EnsureEngineAnswers(command, cancellationToken);
        throw DockerCommandFailure.Exited(command, output.ExitCode, output.StandardError);
    }

    /// <summary>Tells a failed command from a dead engine by asking the engine, not by reading the failed command's words.</summary>
    internal async Task EnsureEngineAnswers(DockerCommand failed, CancellationToken cancellationToken)
    {
        var question = new DockerCommand("version", "--format", "{{.Server.Version}}")
        {
            Environment = failed.Environment,
            Timeout = TimeSpan.FromSeconds(15),
        };

        DockerOutput answer;
        try
        {
            answer = await ExecuteAsync(question, Sink.Text(), Sink.Text(), cancellationToken);
        }
        catch (DockerCommandFailure)
        {
            throw new EngineUnavailable("nothing, for 15 s.", bootstrapCommand);
        }

        if (answer.ExitCode != 0)
        {
            throw new EngineUnavailable(answer.StandardError.Trim(), bootstrapCommand);
        }
    }

    private async Task<DockerOutput> ExecuteAsync(
        DockerCommand command,
        Sink standardOutput,
        Sink standardError,
        CancellationToken cancellationToken,
        Func<Stream, CancellationToken, Task>? write = null)
    {
        cancellationToken.ThrowIfCancellationRequested();

        var clock = Stopwatch.StartNew();
        using var process = Start(command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (command.Timeout is { } timeout)
        {
            limit.CancelAfter(timeout);
        }

        var readOutput = standardOutput.DrainAsync(process.StandardOutput, limit.Token);
        var readError = standardError.DrainAsync(process.StandardError, limit.Token);
        var writeInput = write is null ? WriteInput(process, command.Input, limit.Token) : WriteInput(process, write, limit.Token);

        try
        {
            // Both ends of the pipes first: waiting for the exit alone would lose what is still in them.
            // Not for longer than the limit, even where a reader cannot be told of it: the end of the process ends the pipe.
            await Task.WhenAll(readOutput, readError, writeInput).WaitAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception)
        {
            Kill(process);
            // A reader that outlives the call would write to a sink nobody owns any more.
            await Task.WhenAll(Settled(readOutput), Settled(readError), Settled(writeInput));
            cancellationToken.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
            {
                throw DockerCommandFailure.TimedOut(command, command.Timeout!.Value, standardError.Collected);
            }

            throw;
        }

        return new DockerOutput(process.ExitCode, standardOutput.Collected, standardError.Collected, clock.Elapsed);
    }

    /// <summary>Starts it, and leaves it to the caller: the only call without a limit of its own.</summary>
    internal Process Start(DockerCommand command)
    {
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory ?? string.Empty,
        };

        foreach (var argument in command.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Advertisements in the output would reach logs and parsers.
        start.Environment["DOCKER_CLI_HINTS"] = "false";
        foreach (var (name, value) in command.Environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        if (command.WorkingDirectory is { } directory && !Directory.Exists(directory))
        {
            // The operating system reports this with the same error as a missing executable.
            throw new DirectoryNotFoundException($"`{command}` was to start in '{directory}', which does not exist.");
        }

        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"`{executable}` was handed to a running process.");
        }
        catch (Win32Exception exception)
        {
            throw new DockerMissing(executable, exception.Message, bootstrapCommand, exception);
        }
    }

    private static async Task WriteInput(Process process, string? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process ended without reading all of it; its exit code says whether that matters.
            process.StandardInput.BaseStream.Dispose();
        }
    }

    private static async Task WriteInput(Process process, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var input = new InputPipe(process.StandardInput.BaseStream);
        try
        {
            await write(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException) when (input.IsBroken)
        {
            // The process ended without reading all of it; its exit code says why.
            process.StandardInput.BaseStream.Dispose();
        }
    }

    /// <summary>Ends the process and the plugins it started: compose and buildx are children.</summary>
    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException) when (process.HasExited)
        {
            // It ended by itself in the meantime.
            return;
        }

        process.WaitForExit();
    }

    // What the reader returned or threw, to be had once it is known how the command ended.
    private static Func<T> Attempt<T>(Func<Stream, T> read, Stream stream)
    {
        try
        {
            var value = read(stream);
            return () => value;
        }
        catch (Exception failure)
        {
            var thrown = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure);
            return () =>
            {
                thrown.Throw();
                throw failure;
            };
        }
    }

    private static async Task Settled(Task task) =>
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Where one of the two output pipes goes.</summary>
    private sealed class Sink
    {
        private readonly Func<Sink, StreamReader, CancellationToken, Task> drain;

        private Sink(Func<Sink, StreamReader, CancellationToken, Task> drain) => this.drain = drain;

        public string Collected { get; private set; } = string.Empty;

        public static Sink Text() => new(async (sink, reader, token) =>
        {
            var text = new StringBuilder();
            var buffer = new char[4096];
            try
            {
                int read;
                while ((read = await reader.ReadAsync(buffer, token)) > 0)
                {
                    text.Append(buffer, 0, read);
                }
            }
            finally
            {
                // A command killed at its limit is quoted too.
                sink.Collected = text.ToString();
            }
        });

        public static Sink Lines(Action<string> onLine) => new(async (sink, reader, token) =>
        {
            // The last lines are kept for a failure's message; the whole is the callback's to keep.
            var tail = new Queue<string>();
            try
            {
                while (await reader.ReadLineAsync(token) is { } line)
                {
                    tail.Enqueue(line);
                    if (tail.Count > 60)
                    {
                        tail.Dequeue();
                    }

                    onLine(line);
                }
            }
            finally
            {
                sink.Collected = string.Join('\n', tail);
            }
        });

        public static Sink Bytes(Stream destination) => new((_, reader, token) =>
            reader.BaseStream.CopyToAsync(destination, token));

        public static Sink Reader(Action<Stream> read) => new((_, reader, token) => Task.Factory.StartNew(
            () =>
            {
                read(reader.BaseStream);
                // A reader that gave up must not leave the process waiting for somebody to read on.
                reader.BaseStream.CopyTo(Stream.Null);
            },
            token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));

        public Task DrainAsync(StreamReader reader, CancellationToken cancellationToken) =>
            drain(this, reader, cancellationToken);
    }
}
