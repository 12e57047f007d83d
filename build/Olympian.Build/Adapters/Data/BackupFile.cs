using System.Formats.Tar;
using System.Security.Cryptography;
using Olympian.Build.Adapters.Files;
using Olympian.Deployment;
using Olympian.Deployment.Data;

namespace Olympian.Build.Adapters.Data;

/// <summary>
/// A backup on disk: a tar of one manifest and one archive for each volume, and beside it a file with its SHA-256 as <c>sha256sum -c</c>
/// reads it. Whole or absent, and never written over another.
/// </summary>
public static class BackupFile
{
    /// <summary>Writes a backup of archives that lie beside it.</summary>
    /// <param name="path">Where. Nothing may be there.</param>
    /// <param name="manifest">What it holds.</param>
    /// <param name="archives">The archive's file for each volume's key; they are taken away.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left then.</param>
    public static async Task WriteAsync(string path, BackupManifest manifest, IReadOnlyDictionary<string, string> archives, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(archives);

        var work = WorkName(path, "whole");
        var digestWork = WorkName(path, "digest");
        try
        {
            await using (var file = new FileStream(work, Private(FileMode.CreateNew, FileAccess.Write)))
            {
                await using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
                {
                    using var said = new MemoryStream(manifest.ToBytes());
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.EntryName) { DataStream = said }, cancellationToken);
                    foreach (var volume in manifest.Volumes)
                    {
                        await using var archive = File.OpenRead(archives[volume.Key]);
                        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, volume.EntryName) { DataStream = archive }, cancellationToken);
                    }
                }

                file.Flush(flushToDisk: true);
            }

            string digest;
            await using (var file = File.OpenRead(work))
            {
                digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            }

            await File.WriteAllTextAsync(digestWork, $"{digest}  {Path.GetFileName(path)}\n", cancellationToken);

            // The backup first: it proves itself without the file beside it, and a file beside nothing would keep the name from the next.
            File.Move(work, path, overwrite: false);
            File.Move(digestWork, $"{path}.sha256", overwrite: false);
        }
        finally
        {
            File.Delete(work);
            File.Delete(digestWork);
        }
    }

    /// <summary>The name of a file to work in, beside a backup; should this process be killed, a later run knows it for left behind.</summary>
    internal static string WorkName(string path, string part) => $"{path}.{part}.{AbandonedFiles.Suffix()}";

    /// <summary>Reads a backup whole and holds it against its manifest, its own digest and its volumes' digests. Nothing is changed.</summary>
    /// <exception cref="UsageFailure">It cannot be read, is none, or is not what it was.</exception>
    public static async Task<BackupManifest> VerifyAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await EnsureDigestAsync(path, cancellationToken);
            BackupManifest? manifest = null;
            var seen = new Dictionary<string, (long Bytes, string Sha256)>(StringComparer.Ordinal);
            await foreach (var entry in EntriesAsync(path, cancellationToken))
            {
                if (manifest is null)
                {
                    manifest = entry is { Name: BackupManifest.EntryName, DataStream: { } said, Length: < 16 << 20 }
                        && BackupManifest.Parse(await AllOfAsync(said, cancellationToken)) is { } parsed ? parsed : throw NotOne(path, "it does not begin with a manifest");
                    continue;
                }

                var digest = entry.DataStream is null ? Convert.ToHexStringLower(SHA256.HashData([])) : Convert.ToHexStringLower(await SHA256.HashDataAsync(entry.DataStream, cancellationToken));
                seen[entry.Name] = (entry.Length, digest);
            }

            foreach (var volume in manifest?.Volumes ?? throw NotOne(path, "it is empty"))
            {
                if (!seen.TryGetValue(volume.EntryName, out var found) || found != (volume.Bytes, volume.Sha256))
                {
                    throw NotOne(path, found.Sha256 is null ? $"volume '{volume.Key}' is missing"
                        : $"volume '{volume.Key}' has {found.Bytes} bytes of SHA-256 {found.Sha256}, not {volume.Bytes} of {volume.Sha256}");
                }
            }

            return manifest;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or InvalidDataException or FormatException or ArgumentException)
        {
            throw NotOne(path, broken.Message, broken);
        }
    }

    /// <summary>Copies a volume's archive out of a backup that was verified.</summary>
    public static async Task CopyAsync(string path, BackedUpVolume volume, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(volume);
        await foreach (var entry in EntriesAsync(path, cancellationToken))
        {
            if (entry.Name == volume.EntryName && entry.DataStream is { } content)
            {
                await content.CopyToAsync(destination, cancellationToken);
                return;
            }
        }

        throw NotOne(path, $"volume '{volume.Key}' is missing");
    }

    /// <summary>For a file that nobody else shall read: it may hold what people wrote.</summary>
    internal static FileStreamOptions Private(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static async Task EnsureDigestAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists($"{path}.sha256"))
        {
            return;
        }

        var expected = (await File.ReadAllTextAsync($"{path}.sha256", cancellationToken)).Split(' ', 2)[0].Trim();
        await using var file = File.OpenRead(path);
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        if (found != expected)
        {
            throw NotOne(path, $"its SHA-256 is {found}, and {path}.sha256 says {expected}");
        }
    }

    private static async IAsyncEnumerable<TarEntry> EntriesAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await using var reader = new TarReader(file);
        while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            yield return entry;
        }
    }

    private static async Task<byte[]> AllOfAsync(Stream content, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await content.CopyToAsync(all, cancellationToken);
        return all.ToArray();
    }

    private static UsageFailure NotOne(string path, string why, Exception? cause = null) => new(
        $"{path} is no whole backup of this build.", $"Expected a file that BackupData wrote; {why}. Nothing was changed.", "Name another: ./build.sh --target=RestoreData --from=FILE", cause);
}
