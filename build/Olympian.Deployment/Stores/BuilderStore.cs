using System.Text;

namespace Olympian.Deployment.Stores;

/// <summary>The builder's part of an engine's overlay2 store: which directory holds what a record of the build cache stands for.</summary>
/// <remarks>
/// <code>
/// buildkit/snapshots.db     a bucket a record; "committed" in it names the directory below overlay2/; without it, it is the record's own name
/// buildkit/metadata_v2.db   what du shows of a record
/// buildkit/cache.db         which step leads to which record
/// </code>
/// Measured on engine 26.1.5. All three are bbolt files that the engine writes while this reads them.
/// </remarks>
public sealed class BuilderStore(IEngineStore files)
{
    private const string Snapshots = "buildkit/snapshots.db";
    private const int Tries = 10;
    private const int LargestDatabase = 512 * 1024 * 1024;

    private static readonly string[] Databases = [Snapshots, "buildkit/metadata_v2.db", "buildkit/cache.db"];

    /// <summary>Looks at every page of the builder's databases. Those that are not there, the engine makes.</summary>
    /// <exception cref="BuilderDatabaseDamaged">One does not hold together.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public void EnsureWhole()
    {
        foreach (var name in Databases)
        {
            Read(name);
        }
    }

    /// <summary>The directories below <c>overlay2/</c> of these records, by id; a record whose directory is not known is left out.</summary>
    /// <exception cref="BuilderDatabaseDamaged">The database that says so does not hold together.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public IReadOnlyDictionary<string, string> DirectoriesOf(IEnumerable<string> records)
    {
        ArgumentNullException.ThrowIfNull(records);

        var known = Read(Snapshots)?.Buckets;
        var directories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var directory = known?.GetValueOrDefault(record)?.TryGetValue("committed", out var name) == true ? Encoding.ASCII.GetString(name) : record;
            if (directory.Length > 0 && directory.All(char.IsAsciiLetterOrDigit))
            {
                directories[record] = directory;
            }
        }

        return directories;
    }

    // A transaction writes into pages that the one before does not need, and its own first page last: when that is the same before and after
    // the reading, what was read is whole.
    private BoltDatabase? Read(string name)
    {
        for (var tries = 1; ; tries++)
        {
            if (ReadOnce(name) is not { } bytes)
            {
                return null;
            }

            DamagedDatabase? damaged = null;
            try
            {
                var database = BoltDatabase.Parse(bytes);
                if (BeginOf(name) == database.Transaction)
                {
                    return database;
                }
            }
            catch (DamagedDatabase found)
            {
                damaged = found;
            }

            if (tries == Tries)
            {
                throw damaged is not null
                    ? new BuilderDatabaseDamaged(files.Root, name, damaged.Message)
                    : new ExpectedFailure(
                        $"The builder's database {files.Root}/{name} changes faster than it can be read.",
                        $"Expected it to stay the same while it is read, in {Tries} tries.",
                        "Other builds run on this engine: wait for them, then again.");
            }
        }
    }

    private ulong? BeginOf(string name)
    {
        using var stream = files.Open(name);
        var begin = new byte[2 * 64 * 1024];
        return stream is null ? null : BoltDatabase.TransactionOf(begin.AsSpan(0, stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)));
    }

    private byte[]? ReadOnce(string name)
    {
        using var stream = files.Open(name);
        if (stream is null)
        {
            return null;
        }

        using var content = new MemoryStream();
        var piece = new byte[256 * 1024];
        for (int read; (read = stream.Read(piece)) > 0;)
        {
            content.Write(piece, 0, read);
            if (content.Length > LargestDatabase)
            {
                throw new BuilderDatabaseDamaged(files.Root, name, $"more than {LargestDatabase} bytes");
            }
        }

        return content.ToArray();
    }
}
