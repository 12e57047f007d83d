using System.Text.Json.Nodes;
using Olympian.Docker.Tests.Cleaning;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// A base image of two megabytes with everything in it that can be damaged: three layers of files of every kind, and the
/// programs an application and its Dockerfile need, all of them this machine's busybox.
/// </summary>
internal static class FaultBase
{
    /// <summary>Which of its layers has <see cref="Data"/>.</summary>
    public const int DataLayer = 1;

    /// <summary>The directory of the files to damage.</summary>
    public const string Data = "opt/data";

    /// <summary>A text of a few kilobytes.</summary>
    public const string Text = $"{Data}/text.txt";

    /// <summary>A file of one megabyte.</summary>
    public const string Large = $"{Data}/large.bin";

    /// <summary>A program that root's own bit makes special: mode 4755, user and group 1000.</summary>
    public const string Program = $"{Data}/program";

    /// <summary>A symbolic link to <see cref="Text"/>.</summary>
    public const string SymbolicLink = $"{Data}/link";

    /// <summary>Two names of one file.</summary>
    public const string HardLink = $"{Data}/hard-1";

    /// <inheritdoc cref="HardLink"/>
    public const string OtherHardLink = $"{Data}/hard-2";

    /// <summary>A file with an extended attribute, the capability to bind low ports.</summary>
    public const string Capable = $"{Data}/capable";

    private static readonly string[] Programs =
    [
        "cat", "chmod", "cp", "dd", "echo", "find", "head", "httpd", "id", "ln", "ls", "mkdir", "mv", "printf", "rm", "sed", "sh",
        "sha256sum", "sleep", "stat", "sync", "tail", "test", "touch", "true", "wc", "wget",
    ];

    // struct vfs_cap_data, revision 2 with the effective bit; CAP_NET_BIND_SERVICE is bit 10.
    private const string BindsLowPorts = "\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    private static readonly Lazy<IReadOnlyList<(string Path, byte[] Content)>> Busybox = new(ReadBusybox);

    /// <summary>
    /// Publishes one under a name of its own. No two share a layer in an engine: what is damaged of one is whole in another.
    /// </summary>
    public static PublishedImage Publish(TestRegistry registry, string name) => PublishAs(registry, name, name);

    /// <summary>Publishes one with content of its own under a name that may have led to another.</summary>
    public static PublishedImage PublishAs(TestRegistry registry, string name, string content) => registry.Storage.Publish(
        $"olympian-test/{name}",
        "1",
        [System(content), DataOf(content), Top()],
        new JsonObject { ["Cmd"] = new JsonArray("sh"), ["Env"] = new JsonArray("PATH=/bin") });

    /// <summary>A file of the layer with <see cref="Data"/> whose name no other base has.</summary>
    public static string MarkerOf(PublishedImage image) => Marker(Path.GetFileName(image.Name));

    private static string Marker(string name) => $"{Data}/of-{name}";

    private static byte[] System(string name)
    {
        var archive = new LayerArchive()
            .Directory("bin")
            .Directory("dev")
            .Directory("etc")
            .Directory("proc")
            .Directory("sys")
            .Directory("tmp", UnixFileMode.StickyBit | LayerArchive.Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
            .File("etc/passwd", "root:x:0:0:root:/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n")
            .File("etc/hostname", name);
        foreach (var (path, content) in Busybox.Value)
        {
            archive.File(path, content, LayerArchive.Executable);
        }

        foreach (var program in Programs)
        {
            archive.SymbolicLink($"bin/{program}", "busybox");
        }

        return archive.ToArray();
    }

    private static byte[] DataOf(string name)
    {
        var large = new byte[1 << 20];
        new Random(20261122).NextBytes(large);
        return new LayerArchive()
            .Directory("opt")
            .Directory(Data)
            .File(Text, string.Concat(Enumerable.Range(1, 200).Select(line => $"line {line} of {name}\n")))
            .File(Large, large)
            .File(Program, "#!/bin/sh\necho program\n"u8.ToArray(), UnixFileMode.SetUser | LayerArchive.Executable, owner: 1000)
            .SymbolicLink(SymbolicLink, "text.txt")
            .File(HardLink, "one file, two names\n")
            .HardLink(OtherHardLink, HardLink)
            .File(
                Capable,
                "#!/bin/sh\n"u8.ToArray(),
                LayerArchive.Executable,
                attributes: new Dictionary<string, string> { ["security.capability"] = BindsLowPorts })
            .File(Marker(name), "")
            .File($"{Data}/empty", "")
            .File($"{Data}/grüße und leer.txt", "a name beyond ASCII\n")
            .Directory($"{Data}/directory")
            .File($"{Data}/directory/inner.txt", "inner\n")
            .Directory($"{Data}/replaced")
            .File($"{Data}/replaced/old.txt", "old\n")
            .File($"{Data}/removed.txt", "not there any more in the next layer\n")
            .ToArray();
    }

    private static byte[] Top() => new LayerArchive()
        .Directory("opt")
        .Directory(Data)
        .Whiteout($"{Data}/removed.txt")
        .Opaque($"{Data}/replaced")
        .File($"{Data}/replaced/new.txt", "new\n")
        .File($"{Data}/top.txt", "top\n")
        .ToArray();

    private static IReadOnlyList<(string Path, byte[] Content)> ReadBusybox()
    {
        var busybox = Tool.Find("busybox");
        if (!Path.IsPathRooted(busybox))
        {
            throw new IOException(
                $"busybox is not installed; the base images of the fault tests are made of it. Next: {EngineAccess.BootstrapCommand}");
        }

        return
        [
            ("bin/busybox", File.ReadAllBytes(busybox)),
            .. TinyBase.Libraries(busybox).Select(library => (library.TrimStart('/'), File.ReadAllBytes(library))),
        ];
    }
}
