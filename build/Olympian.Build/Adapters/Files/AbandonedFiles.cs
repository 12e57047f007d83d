using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Olympian.Build.Adapters.Files;

/// <summary>Temporary files and links of runs that were killed: each carries its process's number, so that a later run knows whose it was.</summary>
internal static partial class AbandonedFiles
{
    // A number may be given to another process, and another machine may share the disk: what is this young may be in use.
    private static readonly TimeSpan Young = TimeSpan.FromMilliseconds(200);

    /// <summary>The end of the name of a temporary file of this process.</summary>
    public static string Suffix() => FormattableString.Invariant(
        $"{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp");

    /// <summary>Removes what processes that are gone left: of these files in their directories, and of any below these directories.</summary>
    /// <param name="files">Files that are written whole or not at all.</param>
    /// <param name="directories">Directories of this build alone.</param>
    public static void Remove(IEnumerable<string> files, IEnumerable<string> directories)
    {
        var found = files
            .Where(file => Directory.Exists(Path.GetDirectoryName(file)))
            .SelectMany(file => Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!, $"{Path.GetFileName(file)}.*"))
            .Concat(directories.Where(Directory.Exists).SelectMany(directory => Directory.EnumerateFileSystemEntries(
                directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, MaxRecursionDepth = 3 })));
        foreach (var entry in found.Where(IsAbandoned).ToArray())
        {
            try
            {
                // A link to a directory is removed as one, and what it leads to stays.
                if (new FileInfo(entry).LinkTarget is not null && Directory.Exists(entry))
                {
                    Directory.Delete(entry);
                }
                else
                {
                    File.Delete(entry);
                }
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // It does no harm where it is.
            }
        }
    }

    private static bool IsAbandoned(string entry)
    {
        var match = Name().Match(Path.GetFileName(entry));
        return match.Success
            && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && process != Environment.ProcessId
            && DateTime.UtcNow - File.GetLastWriteTimeUtc(entry) > Young
            && !Runs(process);
    }

    private static bool Runs(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\.([0-9]+)\.([0-9a-f]{8}\.tmp|[0-9a-f]{32}\.context)$")]
    private static partial Regex Name();
}
