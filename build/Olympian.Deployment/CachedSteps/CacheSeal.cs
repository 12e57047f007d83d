using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Olympian.Deployment.Archives;

namespace Olympian.Deployment.CachedSteps;

/// <summary>
/// What a directory of the build cache was right after the build that made it: a line an entry, and the digest of the lines, so that a seal that
/// is damaged itself proves nothing.
/// </summary>
/// <remarks>Gzip over lines of Latin-1, one character a byte, fields parted by tabs.</remarks>
public sealed class CacheSeal : IDisposable
{
    private const string Format = "olympian-cache-seal/2";

    private readonly StreamReader text;
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private CacheSeal(Stream file) => text = new(new GZipStream(file, CompressionMode.Decompress), Encoding.Latin1);

    /// <summary>The short name of the directory, and those of the directories below it.</summary>
    public DirectoryTies Ties { get; private set; } = new(null, null, null);

    /// <summary>Makes a seal.</summary>
    /// <param name="ties">What ties the directory to those below it.</param>
    /// <param name="lines">The directory, in the order of its paths.</param>
    public static byte[] Make(DirectoryTies ties, IEnumerable<TreeLine> lines)
    {
        ArgumentNullException.ThrowIfNull(ties);
        ArgumentNullException.ThrowIfNull(lines);

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            Put(Format);
            Put(string.Join('\t', Word(ties.Name), Word(ties.Lower), Word(ties.ShortLink)));
            foreach (var line in lines)
            {
                Put($"/{Escaped(line.Path.Bytes)}\t{string.Join('\t', line.Facts.Select(fact => Escaped(Latin1Of(fact))))}");
            }

            gzip.Write(Encoding.Latin1.GetBytes($"{Convert.ToHexStringLower(digest.GetHashAndReset())}\n"));

            void Put(string line)
            {
                var bytes = Encoding.Latin1.GetBytes($"{line}\n");
                digest.AppendData(bytes);
                gzip.Write(bytes);
            }
        }

        return file.ToArray();
    }

    /// <summary>Opens a seal.</summary>
    /// <exception cref="DamagedArchive">It is none, or damaged.</exception>
    public static CacheSeal Open(Stream file)
    {
        var seal = new CacheSeal(file);
        try
        {
            seal.ReadHead();
            return seal;
        }
        catch
        {
            seal.Dispose();
            throw;
        }
    }

    /// <summary>The lines, one after the other. Only when the last was read without an exception were all of them what was sealed.</summary>
    /// <exception cref="DamagedArchive">It is damaged.</exception>
    public IEnumerable<TreeLine> Lines()
    {
        while (true)
        {
            var line = Next() ?? throw new DamagedArchive("the seal is cut off");
            if (!line.StartsWith('/'))
            {
                if (line != Convert.ToHexStringLower(digest.GetHashAndReset()))
                {
                    throw new DamagedArchive("the seal does not have its own digest");
                }

                yield break;
            }

            Count(line);
            var fields = line[1..].Split('\t');
            yield return new(
                EntryPath.OfBytes(Unescaped(fields[0])),
                [.. fields.Skip(1).Select(field => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Unescaped(field))))]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        text.Dispose();
        digest.Dispose();
    }

    private void ReadHead()
    {
        var (format, head) = (Next(), Next());
        var fields = head?.Split('\t');
        if (format != Format || fields is not { Length: 3 } || fields.Contains(""))
        {
            throw new DamagedArchive("it is no seal");
        }

        Count(format);
        Count(head!);
        Ties = new(Known(fields[0]), Known(fields[1]), Known(fields[2]));
    }

    private void Count(string line) => digest.AppendData(Encoding.Latin1.GetBytes($"{line}\n"));

    private string? Next()
    {
        try
        {
            return text.ReadLine();
        }
        catch (InvalidDataException notOne)
        {
            throw new DamagedArchive("the seal cannot be unpacked", notOne);
        }
    }

    private static string Latin1Of(string fact) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(fact));

    private static string Word(string? text) => text is null ? "-" : $"={Escaped(text)}";

    private static string? Known(string field) => field == "-" ? null : Unescaped(field[1..]);

    private static string Escaped(string text) =>
        text.AsSpan().IndexOfAny("\\\t\n\r") < 0 ? text
            : text.Replace(@"\", @"\\", StringComparison.Ordinal)
                .Replace("\t", @"\t", StringComparison.Ordinal)
                .Replace("\n", @"\n", StringComparison.Ordinal)
                .Replace("\r", @"\r", StringComparison.Ordinal);

    private static string Unescaped(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            text.Append(field[i] != '\\' || i + 1 == field.Length ? field[i] : field[++i] switch
            {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                var same => same,
            });
        }

        return text.ToString();
    }
}
