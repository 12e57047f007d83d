namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A directory for things that outlive a killed test run (engines, mounts). While its maker lives it holds a lock in it; the
/// kernel drops the lock with the process, and whoever then finds the directory may clean up what it names.
/// </summary>
internal sealed class OwnedDirectory : IDisposable
{
    private const string LockFile = "owner";

    private readonly FileStream held;

    private OwnedDirectory(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its last part: unique on this machine.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Makes one in the directory for temporary files.</summary>
    /// <param name="prefix">By which it is recognised.</param>
    public static OwnedDirectory Create(string prefix)
    {
        while (true)
        {
            var name = prefix + System.Security.Cryptography.RandomNumberGenerator.GetHexString(8, lowercase: true);
            var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), name);

            // Locked before it has its name, so that nobody ever sees it without an owner.
            var unnamed = Directory.CreateTempSubdirectory("olympian-new-").FullName;
            var held = Hold(unnamed, FileMode.CreateNew) ?? throw new IOException($"{unnamed} is somebody else's.");
            held.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            held.Flush();
            if (!Directory.Exists(path))
            {
                Directory.Move(unnamed, path);
                return new(path, held);
            }

            held.Dispose();
            Directory.Delete(unnamed, recursive: true);
        }
    }

    /// <summary>Those whose maker is gone; the caller owns them now.</summary>
    public static IEnumerable<OwnedDirectory> Abandoned(string prefix)
    {
        foreach (var path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), prefix + "*").ToArray())
        {
            if (Hold(path, FileMode.Open) is { } held)
            {
                yield return new(path, held);
            }
        }
    }

    /// <summary>
    /// Removes it with all that is in it; its owner's lock last, so that until then it has an owner or is found by the next.
    /// </summary>
    /// <remarks>Nothing may be mounted in it any more.</remarks>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var others = Directory.EnumerateFileSystemEntries(Path).Where(entry => System.IO.Path.GetFileName(entry) != LockFile).ToArray();
        if (others.Length > 0)
        {
            await Tool.RunAsync("rm", ["-rf", "--one-file-system", "--", .. others], cancellationToken);
        }

        File.Delete(System.IO.Path.Combine(Path, LockFile));
        Directory.Delete(Path);
        held.Dispose();
    }

    /// <summary>Gives it up: to whoever cleans next, if it is still there.</summary>
    public void Dispose() => held.Dispose();

    private static FileStream? Hold(string directory, FileMode mode)
    {
        try
        {
            // Without sharing, .NET takes flock(2): shared by no other process, inherited by no child.
            return new(System.IO.Path.Combine(directory, LockFile), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Held, or removed while we looked.
            return null;
        }
    }
}
