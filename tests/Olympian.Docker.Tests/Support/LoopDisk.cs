using System.Diagnostics;
using System.Globalization;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A small disk of a test's own, an ext4 file system in a file, that can fill up, fail to be read, turn read-only or lose its
/// power, as disks do.
/// </summary>
/// <remarks>Needs root and a free loop device. What a killed test run left goes when the next engine starts.</remarks>
internal sealed class LoopDisk : IAsyncDisposable
{
    private const string Prefix = "olympian-disk-";
    private const string Filler = "filler";

    // ext4 keeps its data in blocks of this many bytes; mkfs is told so.
    private const int BlockBytes = 4096;

    private const int MostPieces = 20;

    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(20);

    private readonly OwnedDirectory directory;
    private readonly long bytes;

    private LoopDisk(OwnedDirectory directory, long bytes)
    {
        this.directory = directory;
        this.bytes = bytes;
    }

    /// <summary>Where the file system is mounted.</summary>
    public string MountPoint => MountPointIn(directory.Path);

    /// <summary>A directory on it, for an engine's data root.</summary>
    public string DataRoot => Path.Combine(MountPoint, "docker");

    /// <summary>What an engine with its data on this disk is started with.</summary>
    public TestEngineOptions EngineOptions => new() { DataRoot = DataRoot };

    private string Image => Path.Combine(directory.Path, "image");

    /// <summary>Makes a disk of this many megabytes and mounts it. The file that holds it takes up only what is written.</summary>
    public static async Task<LoopDisk> CreateAsync(int megabytes, CancellationToken cancellationToken = default)
    {
        var disk = new LoopDisk(OwnedDirectory.Create(Prefix), megabytes * 1024L * 1024);
        try
        {
            Directory.CreateDirectory(disk.MountPoint);
            await using (var file = File.Create(disk.Image))
            {
                file.SetLength(disk.bytes);
            }

            // Every block can be used (-m 0), and nothing is left to be written in the background.
            await Tool.RunAsync(
                "mkfs.ext4", ["-q", "-F", "-b", $"{BlockBytes}", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", disk.Image],
                cancellationToken);
            await disk.MountAsync(cancellationToken);
            return disk;
        }
        catch
        {
            await RemoveAsync(disk.directory, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Unmounts and removes the disks of killed test runs.</summary>
    public static async Task CleanAbandonedAsync(CancellationToken cancellationToken)
    {
        foreach (var left in OwnedDirectory.Abandoned(Prefix))
        {
            using (left)
            {
                await RemoveAsync(left, cancellationToken);
            }
        }
    }

    /// <summary>Bytes that can still be written.</summary>
    public long FreeBytes => new DriveInfo(MountPoint).AvailableFreeSpace;

    /// <summary>Fills the disk until no more than this many bytes can be written.</summary>
    /// <returns>What was done, in a line.</returns>
    public async Task<string> FillAsync(long freeBytes, CancellationToken cancellationToken = default)
    {
        var before = FreeBytes;
        var filler = Directory.CreateDirectory(Path.Combine(MountPoint, Filler)).FullName;

        // A block stays where the list of a piece's blocks needed fewer than were tried for, or where an engine let go of one meanwhile.
        for (var piece = 0; FreeBytes > freeBytes && piece < MostPieces; piece++)
        {
            await TakeRoomAsync(Path.Combine(filler, $"{piece}"), freeBytes, cancellationToken);
        }

        return $"disk {MountPoint}: {before} bytes free -> {FreeBytes} bytes free";
    }

    /// <summary>Gives the room back that <see cref="FillAsync"/> took.</summary>
    public void Empty() => Directory.Delete(Path.Combine(MountPoint, Filler), recursive: true);

    /// <summary>
    /// The file system turns read-only in the middle of its work, as the kernel makes it on a failing disk. Unlike a remount, this
    /// works while an engine writes. What was written before is on the disk.
    /// </summary>
    /// <returns>What was done, in a line.</returns>
    public async Task<string> TurnReadOnlyAsync(CancellationToken cancellationToken = default)
    {
        await Tool.RunAsync("sync", ["--file-system", MountPoint], cancellationToken);
        await Tool.RunAsync("mount", ["-o", "remount,abort", MountPoint], cancellationToken);
        return $"disk {MountPoint}: writable -> read-only (journal aborted)";
    }

    /// <summary>
    /// From now on a file of this disk cannot be read: its blocks are moved to the disk's end, which is then cut off. Its name, size,
    /// mode, owner and times stay; all other files stay readable. While this works the disk is full: nobody should write.
    /// </summary>
    /// <returns>What was done, in a line.</returns>
    /// <exception cref="IOException">
    /// The disk has no room for a second copy of the file at its end, or the file can still be read.
    /// </exception>
    public async Task<string> FailReadsOfAsync(string path, CancellationToken cancellationToken = default)
    {
        var copy = await CopyToTheEndAsync(path, cancellationToken);
        var place = await BlocksAsync(copy, cancellationToken);
        File.Move(copy, path, overwrite: true);
        await Tool.RunAsync("sync", ["--file-system", MountPoint], cancellationToken);

        var first = place.Min(extent => extent.First);
        if (!place.SequenceEqual(await BlocksAsync(path, cancellationToken)))
        {
            // A cut through the middle of the disk would be undone by whatever is written next.
            throw new IOException($"{path} did not get the blocks from {first} on: it was copied, not moved.");
        }

        await using (var image = File.Open(Image, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            image.SetLength(first * BlockBytes);
        }

        Kernel.ForgetPages(path);
        try
        {
            await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (IOException failed)
        {
            return $"{path}: readable -> {failed.Message} (the disk of {bytes / BlockBytes} blocks ends before its block {first})";
        }

        throw new IOException($"{path} can still be read, though the disk ends before its block {first}.");
    }

    /// <summary>What was not written to the disk yet is lost; all that is on it fails, until <see cref="ComeBackAsync"/>.</summary>
    /// <returns>What was done, in a line.</returns>
    public string LosePower()
    {
        Kernel.LosePower(MountPoint);
        return $"disk {MountPoint}: power lost, nothing more was written";
    }

    /// <summary>The disk after its fault: whole again in length, its journal played back, mounted writable.</summary>
    /// <remarks>What could not be read is zeros now. No engine may run on it.</remarks>
    public async Task ComeBackAsync(CancellationToken cancellationToken = default)
    {
        await MountTable.UnmountBelowAsync(MountPoint, cancellationToken);
        await IsReleasedAsync(cancellationToken);
        await using (var image = File.Open(Image, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            image.SetLength(bytes);
        }

        // 1: errors were found and corrected.
        var (exitCode, output) = await Tool.AskAsync("e2fsck", ["-f", "-y", Image], cancellationToken);
        if (exitCode > 1)
        {
            throw new IOException($"e2fsck ended with {exitCode}:\n{output}");
        }

        await MountAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("KEEP") == "1")
        {
            TestContext.Progress.WriteLine($"KEEP=1: disk {MountPoint}");
            return;
        }

        await RemoveAsync(directory, CancellationToken.None);
    }

    private static string MountPointIn(string directory) => Path.Combine(directory, "mounted");

    private static async Task RemoveAsync(OwnedDirectory directory, CancellationToken cancellationToken)
    {
        // The loop device goes with its last mount.
        await MountTable.UnmountBelowAsync(MountPointIn(directory.Path), cancellationToken);
        await directory.RemoveAsync(cancellationToken);
    }

    // Whoever starts a container holds every mount of the machine for a moment. As long as anybody does, the file system is still the
    // one that failed, and mounting the file would give that one back.
    private async Task IsReleasedAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await Tool.RunAsync("losetup", ["--associated", Image], cancellationToken)).Length > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > ReleaseLimit)
            {
                throw new IOException($"The loop device of {Image} is still in use {ReleaseLimit} after its file system was unmounted.");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task MountAsync(CancellationToken cancellationToken)
    {
        await Tool.RunAsync("mount", ["-o", "loop", "-t", "ext4", Image, MountPoint], cancellationToken);

        // ext4 keeps some blocks back for itself; here every block can be given away, so that it is known where none is left.
        var device = Path.GetFileName(MountTable.Read().Single(mount => mount.Point == MountPoint).Device);
        await File.WriteAllTextAsync($"/sys/fs/ext4/{device}/reserved_clusters", "0", cancellationToken);
    }

    // Nothing tells ext4 where to put a file. So the disk's end is found by giving away all room in large pieces, and then cut into
    // pieces of the file's size; what lies behind the file is kept from everybody, for a write there would make the disk longer again.
    private async Task<string> CopyToTheEndAsync(string path, CancellationToken cancellationToken)
    {
        const int largePieces = 32;
        var length = new FileInfo(path).Length;
        var size = (length + BlockBytes - 1) / BlockBytes * BlockBytes;
        // An engine binds its data root onto itself: a name is only moved, and blocks stay where they are, within that.
        var top = Path.GetRelativePath(MountPoint, path).Split(Path.DirectorySeparatorChar)[0];
        var places = Directory.CreateDirectory(Path.Combine(MountPoint, top, "places")).FullName;

        var large = await TakeAllRoomAsync(places, Math.Max(size, FreeBytes / largePieces / BlockBytes * BlockBytes), cancellationToken);
        File.Delete(LastInOnePiece(large).File);
        // ext4 gives room again only once its journal has it that it is free: what is not taken now would be written to later, beyond the cut.
        await Tool.RunAsync("sync", ["--file-system", MountPoint], cancellationToken);
        var small = await TakeAllRoomAsync(places, size, cancellationToken);
        var place = LastInOnePiece(small);
        await TakeRoomAsync(Path.Combine(places, "rest"), 0, cancellationToken);

        foreach (var piece in large.Concat(small).Where(piece => piece.Last < place.First))
        {
            File.Delete(piece.File);
        }

        // Into the blocks that the place has.
        await Tool.RunAsync("dd", [$"if={path}", $"of={place.File}", "bs=1M", "conv=notrunc", "status=none"], cancellationToken);
        await Tool.RunAsync("truncate", ["--size", $"{length}", place.File], cancellationToken);
        await Tool.RunAsync("cp", ["--attributes-only", "--preserve=all", path, place.File], cancellationToken);
        return place.File;
    }

    private Piece LastInOnePiece(IEnumerable<Piece> pieces) =>
        pieces.Where(piece => piece.IsWhole).MaxBy(piece => piece.Last) ?? throw new IOException($"{MountPoint} has no room in one piece.");

    // One file takes all room but so much.
    private async Task TakeRoomAsync(string file, long freeBytes, CancellationToken cancellationToken)
    {
        var had = File.Exists(file) ? new FileInfo(file).Length : 0;
        var wanted = had + FreeBytes - freeBytes;

        // The list of the file's own blocks needs some too.
        while (wanted > had && (await Tool.AskAsync("fallocate", ["--length", $"{wanted}", file], cancellationToken)).ExitCode != 0)
        {
            wanted -= BlockBytes;
        }
    }

    // Allocates files of this size until there is no room for another.
    private static async Task<IReadOnlyList<Piece>> TakeAllRoomAsync(string directory, long size, CancellationToken cancellationToken)
    {
        var pieces = new List<Piece>();
        while (true)
        {
            var file = Path.Combine(directory, $"{size}-{pieces.Count}");
            if ((await Tool.AskAsync("fallocate", ["--length", $"{size}", file], cancellationToken)).ExitCode != 0)
            {
                File.Delete(file);
                return pieces;
            }

            var extents = await BlocksAsync(file, cancellationToken);
            pieces.Add(new(file, extents.Min(extent => extent.First), extents.Max(extent => extent.Last), extents.Count == 1));
        }
    }

    // `filefrag -v` prints a line for each run of blocks: "   0:        0..     767:      32844..     33611:    768:   last,eof".
    private static async Task<IReadOnlyList<(long First, long Last)>> BlocksAsync(string path, CancellationToken cancellationToken)
    {
        var report = await Tool.RunAsync("filefrag", ["-v", path], cancellationToken);
        return
        [
            .. report.Split('\n')
                .Select(line => line.Split(':', StringSplitOptions.TrimEntries))
                .Where(fields => fields.Length > 3 && int.TryParse(fields[0], CultureInfo.InvariantCulture, out _))
                .Select(fields => fields[2].Split("..", StringSplitOptions.TrimEntries))
                .Select(range => (long.Parse(range[0], CultureInfo.InvariantCulture), long.Parse(range[1], CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>A file that only takes room.</summary>
    private sealed record Piece(string File, long First, long Last, bool IsWhole);
}
