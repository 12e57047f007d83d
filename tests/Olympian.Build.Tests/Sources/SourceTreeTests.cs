using System.Net.Sockets;
using System.Runtime.Versioning;
using Olympian.Build.Adapters.Sources;
using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

[Platform("Linux"), SupportedOSPlatform("linux")]
public sealed class SourceTreeTests
{
    private const string Md5OfAbc = "900150983cd24fb0d6963f7d28e17f72"; // RFC 1321
    private const string Md5OfNothing = "d41d8cd98f00b204e9800998ecf8427e"; // RFC 1321

    private string _temporary = null!;
    private string _root = null!;
    private Action? _remove;

    private static TestCaseData[] VisibleChanges =>
    [
        Change("one byte of content", root => File.WriteAllText(root + "/src/app.ts", "abd")),
        Change("the executable bit", root => File.SetUnixFileMode(root + "/src/app.ts", UnixFileMode.UserRead | UnixFileMode.UserExecute)),
        Change("a new file", root => File.WriteAllText(root + "/new", "")),
        Change("a new empty directory", root => Directory.CreateDirectory(root + "/new")),
        Change("a file's name", root => File.Move(root + "/src/app.ts", root + "/src/App.ts")),
        Change("a link's target", root => Relink(root + "/link", "src/other.ts")),
        Change("a link made a file", root =>
        {
            File.Delete(root + "/link");
            File.WriteAllText(root + "/link", "src/app.ts");
        }),
    ];

    private static TestCaseData[] InvisibleChanges =>
    [
        Change("time stamps", root => File.SetLastWriteTimeUtc(root + "/src/app.ts", DateTime.UnixEpoch)),
        Change("other bits of the mode", root => File.SetUnixFileMode(
            root + "/src/app.ts", UnixFileMode.UserRead | UnixFileMode.SetUser | UnixFileMode.OtherExecute)),
        Change("a directory's mode", root => File.SetUnixFileMode(root + "/src", UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite)),
        Change("an ignored file", root => File.WriteAllText(root + "/debug.log", "more")),
        Change("a new file in an ignored directory", root => File.WriteAllText(root + "/node_modules/new", "")),
        Change("a file made anew", root =>
        {
            File.Delete(root + "/src/app.ts");
            File.WriteAllText(root + "/src/app.ts", "abc");
        }),
    ];

    [SetUp]
    public void Make_a_tree()
    {
        _temporary = Directory.CreateTempSubdirectory("olympian-tree-").FullName;
        _root = MakeTree(_temporary + "/tree");
        _remove = null;
    }

    [TearDown]
    public void Remove_it()
    {
        _remove?.Invoke();
        Directory.Delete(_temporary, recursive: true);
    }

    [Test]
    public void Lists_what_Docker_is_sent() =>
        Assert.That(Entries(), Is.EquivalentTo(new SourceEntry[]
        {
            new(".dockerignore", EntryKind.File, IsExecutable: false, "adfb63d20291d3ada36eee788f8ad563"),
            new("empty", EntryKind.Directory, IsExecutable: false, ""),
            new("link", EntryKind.Link, IsExecutable: false, "src/app.ts"),
            new("src", EntryKind.Directory, IsExecutable: false, ""),
            new("src/app.ts", EntryKind.File, IsExecutable: false, Md5OfAbc),
        }));

    [Test]
    public void Counts_files_and_bytes()
    {
        var snapshot = Snapshot();

        Assert.That((snapshot.Files, snapshot.Bytes), Is.EqualTo((2, 3L + "*.log\nnode_modules\n".Length)));
    }

    [TestCaseSource(nameof(VisibleChanges))]
    public void Changes_with(Action<string> change)
    {
        var before = Snapshot().Digest;

        change(_root);

        Assert.That(Snapshot().Digest, Is.Not.EqualTo(before));
    }

    [TestCaseSource(nameof(InvisibleChanges))]
    public void Does_not_change_with(Action<string> change)
    {
        var before = Snapshot().Digest;

        change(_root);

        Assert.That(Snapshot().Digest, Is.EqualTo(before));
    }

    [Test]
    public void Does_not_depend_on_the_place()
    {
        var elsewhere = MakeTree(_temporary + "/quite another/place");

        Assert.That(new SourceTree().ReadContext(elsewhere, elsewhere + "/.dockerignore", CancellationToken.None).Digest, Is.EqualTo(Snapshot().Digest));
    }

    [Test]
    public void Reads_through_a_link_to_the_context()
    {
        Directory.CreateSymbolicLink(_temporary + "/current", _root);

        Assert.That(
            new SourceTree().ReadContext(_temporary + "/current/", _root + "/.dockerignore", CancellationToken.None).Digest,
            Is.EqualTo(Snapshot().Digest));
    }

    [TestCase("/etc/hostname", TestName = "Counts_a_link_out_of_the_tree_by_its_target_alone")]
    [TestCase("nowhere", TestName = "Counts_a_dangling_link_by_its_target_alone")]
    [TestCase("new", TestName = "Counts_a_link_to_itself_by_its_target_alone")]
    [TestCase("..", TestName = "Counts_a_link_to_a_directory_above_by_its_target_alone")]
    public void Counts_links(string target)
    {
        File.CreateSymbolicLink(_root + "/new", target);

        Assert.That(Entry("new"), Is.EqualTo(new SourceEntry("new", EntryKind.Link, IsExecutable: false, target)));
    }

    [Test]
    public void Counts_a_hard_link_as_a_file_of_its_own()
    {
        NativeFiles.MakeHardLink(_root + "/src/app.ts", _root + "/hard");

        Assert.That(Entry("hard"), Is.EqualTo(new SourceEntry("hard", EntryKind.File, IsExecutable: false, Md5OfAbc)));
    }

    [Test]
    [CancelAfter(10_000)]
    public void Counts_a_FIFO_without_opening_it(CancellationToken cancellation)
    {
        NativeFiles.MakeFifo(_root + "/new");

        Assert.That(Entry("new", cancellation), Is.EqualTo(new SourceEntry("new", EntryKind.Fifo, IsExecutable: false, "")));
    }

    [Test]
    public void Counts_a_socket_without_opening_it()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_root + "/new"));

        Assert.That(Entry("new"), Is.EqualTo(new SourceEntry("new", EntryKind.Socket, IsExecutable: false, "")));
    }

    [TestCase("two\nlines")]
    [TestCase("back\\slash")]
    [TestCase("\u001b[31mred")]
    [TestCase(" spaces ")]
    [TestCase("really \uFFFD called so")]
    [TestCase("😀")]
    public void Takes_the_name(string name)
    {
        File.WriteAllText(_root + '/' + name, "abc");

        Assert.That(Entry(name).Detail, Is.EqualTo(Md5OfAbc));
    }

    [Test]
    public void Refuses_a_name_that_is_no_text_and_says_where_it_lies()
    {
        _remove = NativeFiles.MakeFile(_root + "/src", [(byte)'b', 0xFF]);

        Assert.That(() => Entries(), Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("A name in 'src' cannot be fingerprinted."));
    }

    [Test]
    public void Refuses_a_name_that_is_no_text_beside_one_that_looks_like_it()
    {
        _remove = NativeFiles.MakeFile(_root, [0xFF]);
        File.WriteAllText(_root + "/\uFFFD", "");

        Assert.That(() => Entries(), Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith($"A name in '{_root}' cannot be fingerprinted."));
    }

    [Test]
    public void Does_not_mind_a_name_that_is_no_text_where_it_is_ignored()
    {
        _remove = NativeFiles.MakeFile(_root + "/node_modules", [0xFF]);

        Assert.That(() => Entries(), Throws.Nothing);
    }

    [Test]
    public void Refuses_a_path_that_is_too_long()
    {
        NativeFiles.MakeDeep(_root, new string('x', 250), 20);
        try
        {
            Assert.That(() => Entries(), Throws.TypeOf<ExpectedFailure>().With.Message.Contains("cannot be read"));
        }
        finally
        {
            // Too long to be removed as it is: the lower half is taken off first.
            var upper = _root + string.Concat(Enumerable.Repeat('/' + new string('x', 250), 10));
            Directory.Move(upper, _root + "/lower");
        }
    }

    [Test]
    public void Names_a_file_that_cannot_be_read()
    {
        OpenToAll();
        File.SetUnixFileMode(_root + "/src/app.ts", UnixFileMode.None);

        Assert.That(
            () => NativeFiles.AsNobody(() => new SourceTree(parallelism: 1).ReadEntries(_root, ignoreFile: null, CancellationToken.None)),
            Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith($"'{_root}/src/app.ts' cannot be read."));
    }

    [Test]
    public void Names_a_directory_that_cannot_be_read()
    {
        OpenToAll();
        File.SetUnixFileMode(_root + "/src", UnixFileMode.None);

        Assert.That(
            () => NativeFiles.AsNobody(() => new SourceTree(parallelism: 1).ReadEntries(_root, ignoreFile: null, CancellationToken.None)),
            Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith($"The directory 'src' of the build context '{_root}' cannot be read."));
    }

    [Test]
    public void Does_not_mind_a_directory_that_cannot_be_read_where_it_is_ignored()
    {
        OpenToAll();
        File.SetUnixFileMode(_root + "/node_modules", UnixFileMode.None);

        Assert.That(
            () => NativeFiles.AsNobody(() => new SourceTree(parallelism: 1).ReadEntries(_root, _root + "/.dockerignore", CancellationToken.None)),
            Throws.Nothing);
    }

    [Test]
    public void Refuses_a_file_that_changes_while_it_is_being_read()
    {
        var path = _root + "/growing";
        using (var file = File.Create(path))
        {
            file.SetLength(48 << 20);
        }

        using var stop = new CancellationTokenSource();
        var writer = new Thread(() =>
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            while (!stop.IsCancellationRequested)
            {
                file.WriteByte(1);
                file.Flush();
            }
        });
        writer.Start();
        try
        {
            Assert.That(
                () => Entries(),
                Throws.InstanceOf<ExpectedFailure>().With.Message.StartsWith($"'{path}' was changed while it was being read."));
        }
        finally
        {
            stop.Cancel();
            writer.Join();
        }
    }

    [TestCase(0, Md5OfNothing)]
    [TestCase(256 * 1024, "ec87a838931d4d5d2e94a04644788a55")]
    [TestCase(256 * 1024 + 1, "ad7682dffa32c44ca0be65b5fbc113a5")]
    [TestCase(10 << 20, "f1c9645dbc14efddc7d8a322685f26eb")]
    public void Reads_a_file_of_zeros_of_length(long length, string md5)
    {
        using (var file = File.Create(_root + "/zeros"))
        {
            file.SetLength(length); // sparse: holes count as the zeros that they read as
        }

        Assert.That(Entry("zeros").Detail, Is.EqualTo(md5));
    }

    [Test]
    public void Reads_long_files_in_constant_memory()
    {
        // Beyond 2 GiB only in the full suite: it takes a while.
        var (length, md5) = Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full"
            ? (3L << 30, "c698c87fb53058d493492b61f4c74189")
            : (300L << 20, "0d97a9cd8bbd7ce75a2a76bb06258915");
        using (var file = File.Create(_root + "/zeros"))
        {
            file.SetLength(length);
        }

        Assert.That(Entry("zeros").Detail, Is.EqualTo(md5));
    }

    [Test]
    public void Says_so_when_a_context_is_beyond_reach()
    {
        File.SetUnixFileMode(_temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.That(
            () => NativeFiles.AsNobody(() => new SourceTree().ReadContext(_root, ignoreFile: null, CancellationToken.None)),
            Throws.TypeOf<ExpectedFailure>().With.Message.Contains("denied"));
    }

    [TestCase("/nowhere", "found nothing")]
    [TestCase("/tree/src/app.ts", "found a file")]
    public void Refuses_as_a_context(string path, string found) =>
        Assert.That(
            () => new SourceTree().ReadContext(_temporary + path, ignoreFile: null, CancellationToken.None),
            Throws.TypeOf<UsageFailure>().With.Message.Contains(found));

    [Test]
    public void Refuses_a_Dockerfile_that_is_not_there() =>
        Assert.That(() => new SourceTree().ReadDockerfile(_root + "/Dockerfile"), Throws.TypeOf<UsageFailure>().With.Message.Contains(_root + "/Dockerfile"));

    [Test]
    public void Names_a_Dockerfile_by_its_bytes()
    {
        File.WriteAllText(_root + "/Dockerfile", "abc");

        Assert.That(new SourceTree().ReadDockerfile(_root + "/Dockerfile"), Is.EqualTo(Md5OfAbc));
    }

    [Test]
    public void Prefers_the_ignore_file_that_bears_the_Dockerfile_s_name()
    {
        var beside = Directory.CreateDirectory(_temporary + "/docker").FullName;
        File.WriteAllText(beside + "/Dockerfile.dockerignore", "");

        Assert.That(new SourceTree().IgnoreFileOf(_root, beside + "/Dockerfile"), Is.EqualTo(beside + "/Dockerfile.dockerignore"));
    }

    [Test]
    public void Takes_the_context_s_ignore_file_where_there_is_no_other() =>
        Assert.That(new SourceTree().IgnoreFileOf(_root, _temporary + "/docker/Dockerfile"), Is.EqualTo(_root + "/.dockerignore"));

    [Test]
    public void Knows_that_there_is_no_ignore_file() =>
        Assert.That(new SourceTree().IgnoreFileOf(_root + "/src", dockerfile: null), Is.Null);

    [Test]
    public void Stops_when_it_is_told_to() =>
        Assert.That(
            () => new SourceTree().ReadContext(_root, ignoreFile: null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());

    private static string MakeTree(string root)
    {
        Directory.CreateDirectory(root + "/src");
        Directory.CreateDirectory(root + "/empty");
        Directory.CreateDirectory(root + "/node_modules");
        File.WriteAllText(root + "/src/app.ts", "abc");
        File.WriteAllText(root + "/debug.log", "debug");
        File.WriteAllText(root + "/node_modules/index.js", "index");
        File.WriteAllText(root + "/.dockerignore", "*.log\nnode_modules\n");
        File.CreateSymbolicLink(root + "/link", "src/app.ts");
        return root;
    }

    private static void Relink(string path, string target)
    {
        File.Delete(path);
        File.CreateSymbolicLink(path, target);
    }

    private static TestCaseData Change(string name, Action<string> change) => new TestCaseData(change).SetArgDisplayNames(name);

    private void OpenToAll()
    {
        foreach (var directory in Directory.EnumerateDirectories(_root).Append(_root).Append(_temporary))
        {
            File.SetUnixFileMode(
                directory,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        File.SetUnixFileMode(_root + "/.dockerignore", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
    }

    private IReadOnlyList<SourceEntry> Entries(CancellationToken cancellation = default) =>
        new SourceTree().ReadEntries(_root, _root + "/.dockerignore", cancellation);

    private SourceEntry Entry(string path, CancellationToken cancellation = default) =>
        Entries(cancellation).Single(entry => entry.Path == path);

    private ContextSnapshot Snapshot() => new SourceTree().ReadContext(_root, _root + "/.dockerignore", CancellationToken.None);
}
