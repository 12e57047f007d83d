using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.CachedSteps;

/// <summary>Reads a directory whole, in the order of its paths. Contents are hashed piece by piece; a file of several names is hashed once.</summary>
internal static class TreeLines
{
    private const int Piece = 256 * 1024;

    /// <param name="directory">The directory; its own attributes count too.</param>
    /// <param name="onBytes">Told how many bytes of content were read since it was last told.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public static IEnumerable<TreeLine> Read(ILayerDirectory directory, Action<long> onBytes, CancellationToken cancellationToken)
    {
        var firstNames = new Dictionary<ulong, EntryPath>();
        var piece = new byte[Piece];
        foreach (var path in directory.All().Append(EntryPath.Root).Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = directory.Open(path);
            if (file is null)
            {
                // What vanished since it was listed is missing to whoever compares.
                if (directory.Find(path) is { } entry)
                {
                    yield return new(path, [.. Attributes(entry)]);
                }
            }
            else if (firstNames.TryAdd(file.Entry.Inode, path))
            {
                yield return new(path, [.. Attributes(file.Entry), Digest(file, piece, onBytes, cancellationToken)]);
            }
            else
            {
                yield return new(path, [.. Attributes(file.Entry), $"another name of {firstNames[file.Entry.Inode]}"]);
            }
        }
    }

    private static IEnumerable<string> Attributes(StoredEntry entry)
    {
        var facts = entry.Facts;
        yield return EntryDifference.WordFor(facts);
        yield return $"mode {Convert.ToString(facts.Mode, 8).PadLeft(4, '0')}";
        yield return string.Create(CultureInfo.InvariantCulture, $"owner {facts.UserId}:{facts.GroupId}");
        yield return string.Create(CultureInfo.InvariantCulture, $"time {facts.Modified}");
        if (entry.IsOpaque)
        {
            yield return "opaque";
        }

        foreach (var (name, value) in facts.ExtendedAttributes.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            yield return $"attribute {EntryPath.Printable(name)}={Convert.ToHexStringLower(Encoding.Latin1.GetBytes(value))}";
        }

        if (facts.Kind == LayerEntryKind.File)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{facts.Size} bytes");
        }
    }

    private static string Digest(IStoredFile file, byte[] piece, Action<long> onBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int read; (read = file.Read(piece)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(piece, 0, read);
            onBytes(read);
        }

        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
