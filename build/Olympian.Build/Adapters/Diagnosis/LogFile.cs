using System.Text;
using Olympian.Deployment;

namespace Olympian.Build.Adapters.Diagnosis;

/// <summary>A log that somebody has: a file, or standard input.</summary>
internal static class LogFile
{
    private const string Usage = "Name a log: ./build.sh --target=Explain --file=build.log; or - for standard input.";

    /// <summary>Opens it. Bytes that are no text become replacement characters: a log is never refused for them.</summary>
    /// <param name="path">The file; <c>-</c> for standard input; null when none was named.</param>
    /// <exception cref="UsageFailure">None was named, it does not exist, or it cannot be read.</exception>
    public static TextReader Open(string? path)
    {
        if (path is null)
        {
            throw new UsageFailure("There is no log to explain.", "Expected --file=LOG; found none.", Usage);
        }

        try
        {
            var log = path == "-" ? System.Console.OpenStandardInput() : File.OpenRead(path);
            return new StreamReader(log, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            var why = refusal is FileNotFoundException or DirectoryNotFoundException ? "it does not exist"
                : Directory.Exists(path) ? "it is a directory"
                : refusal.Message.TrimEnd('.');
            throw new UsageFailure($"The log '{path}' cannot be read.", $"Expected a readable file; {why}.", Usage, refusal);
        }
    }
}
