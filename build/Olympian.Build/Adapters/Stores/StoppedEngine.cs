using Olympian.Deployment;
using Olympian.Deployment.OfflineHealing;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Adapters.Stores;

/// <summary>
/// The files of an engine that is proven not to run: no process has one of them open, nothing of it is mounted, and the locks that an engine
/// takes on its databases are held here, so that none can start meanwhile.
/// </summary>
internal sealed class StoppedEngine : IDisposable
{
    // bbolt takes flock(2) on each for as long as it is open; an engine has all of them open as long as it runs.
    private static readonly string[] Databases =
    [
        "network/files/local-kv.db",
        "buildkit/cache.db",
        "buildkit/snapshots.db",
        "volumes/metadata.db",
        "containerd/daemon/io.containerd.metadata.v1.bolt/meta.db",
    ];

    private readonly List<FileStream> locks = [];

    private StoppedEngine(string root)
    {
        Root = root;
        Files = new LinuxEngineStore(root);
    }

    /// <summary>The data root.</summary>
    public string Root { get; }

    /// <summary>Its files, to be read.</summary>
    public IEngineStore Files { get; }

    /// <exception cref="UsageFailure">There is no such engine, or it runs.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public static StoppedEngine Open(string root)
    {
        var engine = new StoppedEngine(root);
        try
        {
            engine.EnsureOverlay2();
            engine.Lock();
            engine.EnsureNobodyUsesIt();
            engine.EnsureNothingIsMounted();
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        locks.ForEach(held => held.Dispose());
        locks.Clear();
    }

    private void EnsureOverlay2()
    {
        if (Files.Names("image/overlay2/layerdb/sha256") is null || Files.Names("overlay2") is null)
        {
            throw new UsageFailure(
                $"{Root} is no data root of an engine that keeps its images with overlay2.",
                $"Expected {Root}/image/overlay2/layerdb/sha256 and {Root}/overlay2; one of them is not there.",
                "Name the right one; a running engine says it: docker info --format '{{.DockerRootDir}} {{.Driver}}'; then "
                + "./build.sh --target=Heal --offline --plan --data-root=THAT");
        }
    }

    private void Lock()
    {
        foreach (var path in Databases.Select(path => Path.Combine(Root, path)).Where(File.Exists))
        {
            try
            {
                // Without sharing, .NET takes flock(2) as well, exclusively and without waiting.
                locks.Add(new(path, FileMode.Open, FileAccess.Read, FileShare.None));
            }
            catch (IOException held)
            {
                throw Runs($"{path} is locked ({held.Message})", held);
            }
        }
    }

    private void EnsureNobodyUsesIt()
    {
        var below = Root.TrimEnd('/') + '/';
        var self = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var process in new DirectoryInfo("/proc").EnumerateDirectories().Where(one => one.Name.All(char.IsAsciiDigit) && one.Name != self))
        {
            if (OpenFilesOf(process.FullName).FirstOrDefault(file => file.StartsWith(below, StringComparison.Ordinal)) is { } file)
            {
                throw Runs($"process {process.Name} ({NameOf(process.FullName)}) has {file} open", null);
            }
        }
    }

    private void EnsureNothingIsMounted()
    {
        // Fields: … 4 root, 5 mount point, with spaces as \040.
        var below = $"{Root.TrimEnd('/').Replace(" ", @"\040", StringComparison.Ordinal)}/overlay2/";
        if (File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).FirstOrDefault(point => point.StartsWith(below, StringComparison.Ordinal)) is { } mount)
        {
            throw new UsageFailure(
                "Something of the engine is still mounted: a container, or a step of a build, may have outlived it.",
                $"Expected nothing below {Root}/overlay2, found {mount}.",
                $"Nothing was touched. Start the engine, stop its containers, stop it again; or restart the machine with the engine disabled. Then: {OperatorSteps.Command(Root)} --plan");
        }
    }

    private UsageFailure Runs(string how, Exception? cause) => new(
        $"The engine with the data root {Root} runs.",
        $"Expected it to be stopped; {how}.",
        $"Nothing was touched. Stop it, with systemd: systemctl stop docker.socket docker; then: {OperatorSteps.Command(Root)} --plan",
        cause);

    private static IEnumerable<string> OpenFilesOf(string process)
    {
        var names = new List<string>();
        try
        {
            names.AddRange(new DirectoryInfo($"{process}/fd").EnumerateFileSystemInfos().Select(file => file.LinkTarget).OfType<string>());
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked; what it had open before is what was read so far.
        }

        return names;
    }

    private static string NameOf(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return "it ended just now";
        }
    }
}
