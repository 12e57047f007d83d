using System.Diagnostics;
using System.Formats.Tar;
using System.Text.RegularExpressions;
using Olympian.Build.Adapters.Docker;

namespace Olympian.Docker.Tests.Cleaning;

/// <summary>
/// A base image out of this machine's own shell and sleep, so that tests need neither a registry nor a download. Its bytes are the
/// same in every run: the engine keeps one layer for all of them.
/// </summary>
internal static partial class TinyBase
{
    private static readonly string[] Programs = ["/bin/sh", "/bin/sleep"];

    /// <summary>Makes the image under this name.</summary>
    public static async Task ImportAsync(DockerCli docker, string reference)
    {
        var archive = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(archive))
            await using (var tar = new TarWriter(file, TarEntryFormat.Ustar))
            {
                foreach (var path in Programs.Concat(Programs.SelectMany(Libraries)).Distinct().Order(StringComparer.Ordinal))
                {
                    await using var content = File.OpenRead(path);
                    tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path.TrimStart('/'))
                    {
                        DataStream = content,
                        Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
                            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
                        ModificationTime = DateTimeOffset.UnixEpoch,
                    });
                }
            }

            await docker.RunAsync(new("image", "import", archive, reference), CancellationToken.None);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    /// <summary>The shared libraries that a program loads; none for a static one.</summary>
    public static IReadOnlyList<string> Libraries(string program)
    {
        var start = new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var ldd = Process.Start(start)!;
        return [.. AbsolutePath().Matches(ldd.StandardOutput.ReadToEnd()).Select(match => match.Value)];
    }

    [GeneratedRegex(@"/\S+")]
    private static partial Regex AbsolutePath();
}
