using System.Globalization;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Does not read again what provably has not changed since it was read.</summary>
/// <remarks>
/// A digest is used when file system, inode, length, modification and change time of the file are what they were when it was read,
/// and only for files that are <see cref="IsSettled"/>: docs/decisions/0028-a-stat-cache.md says what that rests upon.
/// </remarks>
internal sealed class RememberedDigests : IContentDigests
{
    // A stamp may be a clock tick old, on ext3 a second; and a write stamps the file when it begins, not when it ends.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly IContentDigests _digests;
    private readonly string _path;
    private readonly ulong _fileSystem;
    private readonly long _settled;
    private readonly Dictionary<ulong, StatCache.Entry> _known;
    private volatile bool _hasRead;
    private volatile bool _isUnsound;

    /// <param name="digests">Reads what is not remembered.</param>
    /// <param name="path">The file that remembers.</param>
    /// <param name="directory">The context: what lies on other file systems is always read.</param>
    /// <param name="now">The time before anything of the context is looked at.</param>
    public RememberedDigests(IContentDigests digests, string path, string directory, DateTimeOffset now)
    {
        _digests = digests;
        _path = path;
        _fileSystem = FileStatus.Of(directory + "/.").FileSystem;
        _settled = (now - Margin - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _known = StatCache.Read(path, _fileSystem);
    }

    /// <inheritdoc/>
    public (FileStatus Status, string Md5) Of(WalkedEntry file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);

        var status = file.Status;
        if (IsSettled(status))
        {
            if (_known.TryGetValue(status.Inode, out var entry) && entry.IsOf(status))
            {
                return (status, entry.Md5.ToString("x32", CultureInfo.InvariantCulture));
            }

            _hasRead = true;
            if (!StampingFileSystem.TryClean(file.FullPath))
            {
                _isUnsound = true;
            }
        }

        return _digests.Of(file, cancellation);
    }

    /// <summary>Remembers what was read, for the next time, and forgets all else; nothing when all was remembered.</summary>
    public void Keep(IEnumerable<(FileStatus Status, string Md5)> contents)
    {
        if (!_hasRead || _isUnsound)
        {
            return;
        }

        // What changed after it was walked over has a change time since then: it is not settled, so all that is kept was cleaned first.
        StatCache.Write(_path, _fileSystem, [.. contents
            .Where(content => IsSettled(content.Status))
            .Select(content => StatCache.Entry.Of(content.Status, UInt128.Parse(content.Md5, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))]);
    }

    /// <summary>True when the last change of a file lies so far back that whatever changes it from now on must give it another time.</summary>
    private bool IsSettled(FileStatus status) => status.FileSystem == _fileSystem && status.Changed < _settled;
}
