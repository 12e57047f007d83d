using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Olympian.Build.Adapters.Sources;
using Olympian.Deployment.Sources;

namespace Olympian.Docker.Tests.Sources;

/// <summary>Holds what we count of odd files against what Docker makes of them.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
public sealed class SourceTreeOracleTests
{
    private Oracle _oracle = null!;

    [SetUp]
    public void Start() => _oracle = new();

    [TearDown]
    public void Stop() => _oracle.Dispose();

    [Test]
    public void Agrees_with_Docker_on_odd_files()
    {
        var context = Directory.CreateDirectory(Path.Combine(_oracle.Root, "context")).FullName;
        File.WriteAllText(context + "/file", "abc");
        File.WriteAllText(context + "/two\nlines", "abc");
        File.WriteAllText(context + "/start.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(context + "/start.sh", UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.SetUser);
        File.CreateSymbolicLink(context + "/out", "/etc/hostname");
        File.CreateSymbolicLink(context + "/dangling", "nowhere");
        File.CreateSymbolicLink(context + "/circle", "circle");
        Directory.CreateDirectory(context + "/empty/deep");
        Directory.CreateSymbolicLink(context + "/directory", "empty");
        Run("ln", context + "/file", context + "/hard");
        Run("mkfifo", context + "/fifo");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(context + "/socket"));

        var ours = new SourceTree().ReadEntries(context, ignoreFile: null, CancellationToken.None);

        Assert.That(ours.Select(AsSent), Is.EquivalentTo(_oracle.SentOf(context, Path.Combine(_oracle.Root, "Dockerfile"))));
    }

    /// <summary>BuildKit puts an empty, executable file in a socket's place; it counts as a socket all the same.</summary>
    private static SourceEntry AsSent(SourceEntry entry) => entry.Kind == EntryKind.Socket
        ? new(entry.Path, EntryKind.File, IsExecutable: true, Md5.Of([]))
        : entry;

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, program);
    }
}
