using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Olympian.Build.Options;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// Runs <c>docker-credential-NAME get</c>: the server's address on its standard input, a user and a secret as JSON on its standard
/// output. Its output may hold secrets, so no message repeats any of it.
/// </summary>
/// <param name="surroundings">Where PATH is read from.</param>
/// <param name="limit">How long it may take; it may ask a person for a password.</param>
public sealed partial class CredentialProgram(Surroundings surroundings, TimeSpan limit) : ICredentialProgram
{
    // The words, and the only ones, by which helpers say that they have nothing: there is no exit code for it.
    private const string NotFound = "credentials not found in native keychain";

    // Stands for a user's name where the secret is a token.
    private const string TokenUser = "<token>";

    private const int LongestAnswer = 64 * 1024;

    /// <inheritdoc/>
    public async Task<CredentialLookup> GetAsync(string name, string server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(server);

        var command = $"docker-credential-{name}";
        if (!HelperName().IsMatch(name) || Find(command) is not { } program)
        {
            return new(null, $"'{command}', which docker's configuration names, is not in PATH.");
        }

        try
        {
            var (exitCode, answer) = await RunAsync(program, server, cancellationToken);
            return exitCode == 0 ? Read(command, answer)
                : answer.Trim() == NotFound ? CredentialLookup.Nothing
                : new(null, $"'{command} get' ended with exit code {exitCode}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, FormattableString.Invariant($"'{command} get' did not end within {limit.TotalSeconds:0.#} s."));
        }
        catch (Win32Exception failure)
        {
            return new(null, $"'{command}' cannot be started: {failure.Message}.");
        }
    }

    private static CredentialLookup Read(string command, string answer)
    {
        try
        {
            var found = JsonSerializer.Deserialize(answer, RegistryJson.Default.HelperCredentials);
            var secret = new Secret(found?.Secret ?? string.Empty);
            return found?.Username == TokenUser ? new(new(null, null, secret, null), null)
                : string.IsNullOrEmpty(found?.Username) ? CredentialLookup.Nothing
                : new(new(found.Username, secret, null, null), null);
        }
        catch (JsonException)
        {
            return new(null, $"'{command} get' did not answer in JSON.");
        }
    }

    private async Task<(int ExitCode, string Answer)> RunAsync(string program, string server, CancellationToken cancellationToken)
    {
        using var overtime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        overtime.CancelAfter(limit);
        using var process = new Process
        {
            StartInfo = new(program, ["get"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                StandardOutputEncoding = Encoding.UTF8,
            },
        };
        process.Start();
        try
        {
            // Read away, so that a helper that complains at length does not wait for a reader.
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, overtime.Token);
            var answer = ReadAsync(process.StandardOutput, overtime.Token);
            await WriteAsync(process.StandardInput, server, overtime.Token);
            await Task.WhenAll(answer, complaints);
            await process.WaitForExitAsync(overtime.Token);
            return (process.ExitCode, await answer);
        }
        finally
        {
            End(process);
        }
    }

    private static async Task WriteAsync(StreamWriter input, string server, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(server.AsMemory(), cancellationToken);
            input.Close();
        }
        catch (IOException)
        {
            // It ended without reading it; its exit code says whether that matters.
            await input.BaseStream.DisposeAsync();
        }
    }

    private static async Task<string> ReadAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await output.ReadAsync(buffer, cancellationToken)) > 0)
        {
            answer.Append(buffer, 0, Math.Min(read, LongestAnswer - answer.Length));
        }

        return answer.ToString();
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException) when (process.HasExited)
        {
            // As it should.
            return;
        }

        process.WaitForExit();
    }

    private string? Find(string command)
    {
        var file = OperatingSystem.IsWindows() ? $"{command}.exe" : command;
        return (surroundings.Variable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(directory => Path.Combine(directory, file))
            .FirstOrDefault(File.Exists);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex HelperName();
}
