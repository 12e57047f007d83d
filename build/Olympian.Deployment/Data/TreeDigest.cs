using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Olympian.Deployment.Data;

/// <summary>
/// What a tar archive holds, whatever its order and its padding: names, kinds, modes, owners, links and contents; the times of files, but not
/// of directories, which change when something is put into them. Streams; keeps one line an entry.
/// </summary>
public static class TreeDigest
{
    /// <summary>Reads an archive to its end.</summary>
    /// <returns>64 hexadecimal digits, and how many entries there were besides the first.</returns>
    /// <exception cref="InvalidDataException">It is no archive, or breaks off.</exception>
    public static async Task<(string Digest, int Entries)> OfAsync(Stream archive, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        try
        {
            await using var reader = new TarReader(archive, leaveOpen: true);
            while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                lines.Add(await LineOfAsync(entry, cancellationToken));
            }
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The archive cannot be read to its end: {broken.Message}", broken);
        }

        lines.Sort(StringComparer.Ordinal);
        return (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)))), Math.Max(0, lines.Count - 1));
    }

    private static async Task<string> LineOfAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var content = entry.DataStream is null ? "" : Convert.ToHexStringLower(await SHA256.HashDataAsync(entry.DataStream, cancellationToken));
        var time = entry.EntryType == TarEntryType.Directory ? "" : entry.ModificationTime.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return string.Join(
            '\0', entry.Name.TrimEnd('/'), entry.EntryType, (int)entry.Mode, entry.Uid, entry.Gid, entry.LinkName, time, content) + '\n';
    }
}
