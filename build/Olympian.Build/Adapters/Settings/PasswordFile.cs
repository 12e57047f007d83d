using System.Text;
using Olympian.Deployment;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Settings;

/// <summary>A password from a file, for scripts: <c>--mongodb-password-file</c>, also <c>/dev/stdin</c> or a Docker secret.</summary>
public sealed class PasswordFile : IPasswordFile
{
    private const int Longest = 4096;

    /// <inheritdoc />
    public Secret Read(string path)
    {
        var bytes = new byte[Longest + 1];
        int length;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : exception.Message, exception);
        }

        if (length > Longest)
        {
            throw Unusable(path, $"it is longer than {Longest} bytes", null);
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);

            // Editors and echo end a file with a line break; it is no part of the password. Blanks may be.
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return text.Length > 0 ? new Secret(text) : throw Unusable(path, "it is empty", null);
        }
        catch (DecoderFallbackException exception)
        {
            throw Unusable(path, "it is not UTF-8 text", exception);
        }
    }

    private static UsageFailure Unusable(string path, string why, Exception? cause) => new(
        $"The password file '{path}' cannot be used.",
        $"Expected a readable file that holds the password and nothing else; {why.TrimEnd('.')}.",
        "./build.sh --target=EnvMulti --mongodb-password-file=./mongodb-password",
        cause);
}
