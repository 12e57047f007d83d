using System.Text.Json.Nodes;
using Olympian.Deployment.Integrity;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>Every shape that an image may have and be whole.</summary>
internal static class HealthyShapes
{
    private const int Large = 100 << 20;

    // struct vfs_cap_data, revision 2 with the effective bit; CAP_NET_BIND_SERVICE is bit 10.
    private static readonly byte[] BindsLowPorts = [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // The same of revision 3, for the root of a user namespace.
    private static readonly byte[] BindsLowPortsIn1000 = [1, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xE8, 3, 0, 0];

    /// <summary>All of them but the random ones.</summary>
    public static IReadOnlyList<HealthyShape> All => [.. OfLayers, .. OfBuilders, .. OfRegistries];

    private static IReadOnlyList<HealthyShape> OfLayers =>
    [
        Loaded("whiteouts, and their names made anew", Whiteouts()) with { IsByDefault = true },
        Loaded("opaque directories", Opaque()),
        Loaded("files, directories and links in each other's places", Replaced()),
        Loaded("hard links: chains, upon lower layers, of links and pipes", HardLinks()) with { IsByDefault = true },
        Loaded("a further name whose header says less or another", [FurtherNames()]),
        Loaded("names: bytes, blanks, newlines, dashes, lengths", [NamesIn(TarDialect.Pax), NamesIn(TarDialect.Gnu)])
            with { IsByDefault = true },
        Loaded("a path of 3,000 bytes", [DeepPath()]),
        Loaded("a first name that looks like JSON", [new RawTar(TarDialect.Gnu).File("{", "no document").File("file", "content")]),
        Loaded("a first name that looks like another JSON", [new RawTar(TarDialect.Gnu).File(" [", "no document")]),
        Loaded("a first name that looks like gzip", [new RawTar(TarDialect.Gnu).File("\u001f\u008bx", "not compressed")]),
        Loaded("bits, owners, devices, pipes, empty files", [Attributes(TarDialect.Pax), Attributes(TarDialect.Gnu)]),
        Loaded("extended attributes and capabilities", Extended()),
        Loaded("times: negative, parts of seconds, far away", [Times(TarDialect.Pax), Times(TarDialect.Gnu)]),
        Loaded("symbolic links: dangling, absolute, looped, to directories", SymbolicLinks()),
        Loaded("a directory that a higher layer makes a link, and back", LinkedDirectories()),
        Loaded("sparse files", [Sparse()]) with { OnlyBy = [Way.Store], Limit = "its archive held sparse files" },
        Loaded("an archive of 1979", [Plain(TarDialect.V7)]),
        Loaded(
            "an archive of 1988, with long names in two fields",
            [Plain(TarDialect.Ustar).File($"{new string('d', 120)}/{new string('f', 90)}", "x")]),
        Loaded("one layer of each dialect", [Plain(TarDialect.V7), Plain(TarDialect.Ustar), Plain(TarDialect.Gnu), Plain(TarDialect.Pax)]),
        Loaded("entries spelt ./so and /so, and the root's own", [Spelt()]),
        Loaded(
            "directories that no entry names",
            [new RawTar().File("one/two/three", "x"), new RawTar().File("one/two/four", "y"), new RawTar().File("one/five/six", "z")]),
        Loaded(
            "empty layers between full ones, one of them twice",
            [Plain(TarDialect.Pax), new(), new(), new RawTar().File("top", "x"), new()]),
        new("no layer but an empty one", maker => maker.LoadAsync([new()], emptySteps: 3)),
        new("100 layers", maker => maker.LoadAsync(Enumerable.Range(0, 100).Select(Numbered))),
        new("50,000 files in one layer", maker => maker.LoadAsync([ManyFiles(50_000)])),
        new("a file of 100 MB", maker => maker.LoadAsync([new RawTar().Add(new('0', "large") { Content = RandomBytes(Large) })])),
        Loaded("the same layer at two heights", [Plain(TarDialect.Pax), new RawTar().Whiteout("etc/plain"), Plain(TarDialect.Pax)]),
        new("the engine's own paths, with files of the image's", maker => maker.LoadAsync([EnginePaths()])) { IsByDefault = true },
        new("the engine's own paths, as other kinds", maker => maker.LoadAsync([EnginePathsOfOtherKinds()])),
        new("no directory of the engine's", maker => maker.LoadAsync([new RawTar().File("program", "alone", 755)])),
        new("/etc and /dev as links", maker => maker.LoadAsync([LinkedEtc()])),
        new("loaded from an archive as engines before 25 wrote", maker =>
            maker.LoadAsync([.. Whiteouts(), NamesIn(TarDialect.Pax)], LoadLayout.Legacy)),
        new("loaded from an OCI archive, compressed", maker =>
            maker.LoadAsync([.. Whiteouts(), NamesIn(TarDialect.Pax)], LoadLayout.OciGzip)),
        new("a working directory that no layer has", maker =>
            maker.LoadAsync([Plain(TarDialect.Pax)], config: new() { ["WorkingDir"] = "/made/at/start" })),
        new("a working directory upon what is there", maker =>
            maker.LoadAsync([Plain(TarDialect.Pax)], config: new() { ["WorkingDir"] = "/etc/further" })),
        new("volumes where no layer has anything", maker =>
            maker.LoadAsync([Plain(TarDialect.Pax)], config: VolumesAt("/data", "/deep/er/data"))),
        new("volumes upon files of every kind", maker => maker.LoadAsync([.. VolumeContents()], config: VolumesAt("/data", "/etc/inner"))),
    ];

    private static IReadOnlyList<HealthyShape> OfBuilders =>
    [
        new("imported, with a configuration", maker =>
            maker.ImportAsync(Plain(TarDialect.Gnu), "ENV A=b", "WORKDIR /imported/here", "VOLUME /imported/data")),
        new("imported, empty", maker => maker.ImportAsync(new())),
        new("FROM scratch, with files", maker => maker.BuildAsync("FROM scratch\nCOPY a /a\nCOPY d /d\n", Context)),
        new("FROM scratch, with nothing but a variable", maker =>
            maker.BuildAsync("FROM scratch\nENV ALONE=yes\n")) { OnlyBy = [Way.Store] },
        new("FROM scratch, with nothing to save", maker =>
            maker.BuildAsync("FROM scratch\nENV NOTHING=yes\n")) { OnlyBy = [Way.Save], Limit = "has no layers" },
        new("steps that do nothing", maker => maker.BuildAsync("FROM {base}\nRUN true\nENV A=1\nRUN true\nLABEL b=c\nRUN true\n")),
        new("RUN with whatever a shell can make", maker => maker.BuildAsync(Shell)) { IsByDefault = true },
        new("RUN that undoes what the step before did", maker => maker.BuildAsync(Undone)),
        new("COPY --link, --chmod, --chown", maker => maker.BuildAsync(Copied, Context)),
        new("several stages and heredocs", maker => maker.BuildAsync(Stages, Context)),
        new("WORKDIR, USER and VOLUME of a Dockerfile", maker => maker.BuildAsync(Places, Context)) { IsByDefault = true },
        new("VOLUME of a Dockerfile upon a directory with files", maker => maker.BuildAsync(Volumes)),
        new("built without the cache", maker =>
            maker.BuildAsync("FROM {base}\nRUN echo uncached > /file && rm /etc/hostname\nCOPY d /d\n", Context, "--no-cache")),
        new("built twice, the second time from the cache", TwiceAsync),
        new("built by the old builder", maker =>
            maker.BuildByTheOldBuilderAsync("FROM {base}\nRUN true\nWORKDIR /srv\nRUN echo text > file && mkfifo pipe\nUSER 1000\n")),
        new("squashed by the old builder", maker => maker.BuildByTheOldBuilderAsync(Squashed, "--squash")),
        new("committed", maker => maker.CommitAsync(
            "mkdir /new && echo x > /new/file && ln /new/file /new/2 && rm -r /etc/passwd /opt/data && mkdir /opt/data")) { IsByDefault = true },
        new("committed, with a working directory and a volume", maker =>
            maker.CommitAsync("echo text > /file", "WORKDIR /not/there", "VOLUME /opt/data")),
        new("upon another's layers", UponAnotherAsync),
    ];

    private static IReadOnlyList<HealthyShape> OfRegistries =>
    [
        Published("pushed and pulled: files of every kind", maker =>
            maker.LoadAsync([.. Whiteouts(), NamesIn(TarDialect.Pax), Attributes(TarDialect.Gnu)])) with { IsByDefault = true },
        Published("pushed and pulled: built", maker => maker.BuildAsync(Shell)),
        Published("pushed and pulled: extended attributes", maker => maker.LoadAsync(Extended())),
        Published("pushed and pulled: 50 layers", maker => maker.LoadAsync(Enumerable.Range(100, 50).Select(Numbered))),
        Published("pushed and pulled: empty layers", maker => maker.LoadAsync([new(), new RawTar().File("one", "x"), new()])),
        Published("pushed and pulled: committed", maker => maker.CommitAsync("rm -r /opt && echo text > /opt")),
        new("pulled, layers compressed by gzip", maker =>
            maker.PullPublishedAsync([.. Whiteouts(), NamesIn(TarDialect.Gnu)], "gzip")) { IsPublished = true },
        new("pulled, layers compressed by Zstandard", maker =>
            maker.PullPublishedAsync([.. HardLinks(), Attributes(TarDialect.Pax)], "zstd")) { IsPublished = true },
    ];

    private static readonly Dictionary<string, string> Context = new()
    {
        ["a"] = "a\n",
        ["b"] = "",
        ["d/one"] = "one\n",
        ["d/e/two"] = "two\n",
        ["d/ and blanks"] = "three\n",
        ["d/grüße"] = "four\n",
    };

    private const string Shell =
        """
        FROM {base}
        RUN mkdir -p /made/deep && echo text > /made/deep/file && ln /made/deep/file /made/again && ln /made/again /made/third \
         && ln -s deep /made/link && ln -s /nowhere /made/dangling && busybox mkfifo /made/pipe && busybox mknod /made/null c 1 3 \
         && dd if=/dev/zero of=/made/holes bs=1 count=1 seek=3000000 && touch -d @86400 /made/old && touch /made/empty \
         && chmod 6755 /made/again && busybox chown 65534:65534 /made/empty && mkdir -m 1777 /made/sticky \
         && echo x > "/made/$(printf 'new\nline')"
        RUN rm /made/again && rm -r /opt/data && mkdir /opt/data && echo new > /opt/data/text.txt
        RUN ln /opt/data/text.txt /opt/data/again && chmod 600 /bin/busybox && chmod 755 /bin/busybox
        RUN mv /made/deep /made/moved && rm -r /made/link && mkdir /made/link && echo in > /made/link/file

        """;

    private const string Copied =
        """
        FROM {base}
        COPY --link d /linked/d
        COPY --chmod=4711 a /bits/a
        COPY --chown=65534:4294967294 d /owned/
        COPY --link --chown=1000:1000 a b /linked/

        """;

    private const string Volumes =
        """
        FROM {base}
        RUN mkdir -p /data/inner && echo kept > /data/file && ln /data/file /data/inner/again && ln -s file /data/link \
         && busybox chown -R 1000:1000 /data && chmod 1777 /data
        VOLUME ["/data", "/none/there"]

        """;

    private const string Squashed =
        """
        FROM {base}
        RUN mkdir -p /one/two && echo text > /one/two/file
        RUN rm -r /one && mkdir /one && echo new > /one/new
        RUN rm /etc/passwd

        """;

    private const string Undone =
        """
        FROM {base}
        RUN mkdir -p /tree/a/b && echo one > /tree/a/b/file && echo two > /tree/top
        RUN rm -r /tree/a && echo now a file > /tree/a
        RUN rm /tree/a && mkdir -p /tree/a/b && echo three > /tree/a/b/other
        RUN rm -r /tree && mkdir /tree
        RUN rm -r /tree

        """;

    private const string Stages =
        """
        FROM {base} AS first
        RUN <<EOF
        mkdir -p /out/inner
        echo one > /out/inner/file
        ln /out/inner/file /out/linked
        ln -s inner /out/link
        EOF
        FROM {base} AS second
        COPY --from=first /out /out
        COPY <<"EOF" /out/written
        $not a variable
        EOF
        FROM scratch
        COPY --from=second /out /
        COPY --from=second --link /out/inner /further/
        COPY --from=first /bin/busybox /bin/
        COPY d /d

        """;

    private const string Places =
        """
        FROM {base}
        WORKDIR /srv/made/here
        COPY d .
        WORKDIR relative
        RUN echo here > file
        VOLUME /volume/none
        USER 1000:1000
        WORKDIR /home/of/nobody

        """;

    private static HealthyShape Loaded(string name, IReadOnlyList<RawTar> layers) => new(name, maker => maker.LoadAsync(layers));

    private static HealthyShape Published(string name, Func<ImageMaker, Task<string>> makeAsync) =>
        new(name, async maker => await maker.PushAndPullAsync(await makeAsync(maker))) { IsPublished = true };

    private static async Task<string> TwiceAsync(ImageMaker maker)
    {
        const string dockerfile = "FROM {base}\nRUN echo cached > /cached && mkdir /cached.d && rm /etc/passwd\nCOPY a /a\n";
        await maker.BuildAsync(dockerfile, Context);
        return await maker.BuildAsync(dockerfile + "COPY d /d\n", Context);
    }

    // Its two lowest layers are there already, once as an image's own and once built.
    private static async Task<string> UponAnotherAsync(ImageMaker maker)
    {
        var below = await maker.LoadAsync(Whiteouts());
        return await maker.BuildAsync($"FROM {below}\nCOPY a /a\nCOPY d /d\n", Context);
    }

    private static JsonObject VolumesAt(params string[] paths) =>
        new() { ["Volumes"] = new JsonObject(paths.Select(path => KeyValuePair.Create(path, (JsonNode?)new JsonObject()))) };

    private static RawTar[] Whiteouts() =>
    [
        new RawTar().Directory("w").File("w/file", "1").File("w/kept", "kept").Directory("w/dir").File("w/dir/in", "2")
            .File("w/dir/other", "3").File("top", "4"),
        new RawTar().Directory("w").Whiteout("w/file").Whiteout("w/dir").Whiteout("top"),
        new RawTar().Directory("w").File("w/file", "again").Directory("w/dir", 700).File("w/dir/new", "5").File("top", "6"),
        new RawTar().Whiteout("w").Whiteout("never-there"),
        new RawTar().File("w", "now a file"),
    ];

    private static RawTar[] Opaque() =>
    [
        new RawTar().Directory("o").File("o/old", "1").Directory("o/inner").File("o/inner/old", "2").Directory("kept")
            .File("kept/file", "3"),
        new RawTar().Opaque("o").File("o/new", "4"),
        new RawTar().Directory("o").Directory("o/inner").File("o/inner/new", "5"),
        new RawTar().Directory("o").Opaque("o/inner"),
        new RawTar().File("kept/.wh..wh..opq").File("kept/new", "6"),
    ];

    private static RawTar[] Replaced() =>
    [
        new RawTar().Directory("a").File("a/in", "1").File("b", "2").SymbolicLink("c", "a").Directory("d").File("d/in", "3"),
        new RawTar().File("a", "now a file").Directory("b").File("b/in", "4").Directory("c").File("c/in", "5").SymbolicLink("d", "b"),
        new RawTar().Directory("a", 700).File("a/other", "6").SymbolicLink("b", "nowhere").File("c", "7").Directory("d").File("d/new", "8"),
        new RawTar().Add(new('6', "a")).File("b", "9").Add(new('3', "c") { Major = 1, Minor = 5 }),
        new RawTar().File("a", "10").Directory("c"),
    ];

    private static RawTar[] HardLinks() =>
    [
        new RawTar().Directory("h").File("h/1", "one file").HardLink("h/2", "h/1").HardLink("h/3", "h/2").HardLink("four", "h/1")
            .Add(new('0', "h/suid") { Content = [1], Mode = 4755, UserId = 1000 })
            .Add(new('1', "h/suid-2") { Link = "h/suid", Mode = 4755, UserId = 1000 })
            .SymbolicLink("h/link", "1").Add(new('1', "h/link-2") { Link = "h/link", Mode = 777 })
            .Add(new('6', "h/pipe")).HardLink("h/pipe-2", "h/pipe")
            .Add(new('3', "h/null") { Major = 1, Minor = 3, Mode = 666 }).HardLink("h/null-2", "h/null", 666)
            .File("h/empty").HardLink("h/empty-2", "h/empty"),
        new RawTar().Directory("h").File("h/2", "another file").HardLink("h/5", "h/2"),
        new RawTar().Directory("h").Whiteout("h/1"),
        new RawTar().Directory("h").File("h/3", "copied up").HardLink("h/1", "h/3").Whiteout("h/suid"),
    ];

    // As other writers have it than engines: the last header is what counts, and changing the owner takes capabilities away.
    private static RawTar FurtherNames() => new RawTar()
        .Add(new('0', "a") { Content = [1, 2], Mode = 600, UserId = 7 })
        .Add(new('1', "b") { Link = "a", Mode = 640, UserId = 8 })
        .Add(new('1', "c") { Link = "b", Mode = 4755, UserId = 9, Modified = 1000 })
        .Add(new('0', "capable") { Content = [3], Mode = 755, Attributes = Having("security.capability", BindsLowPorts) })
        .Add(new('1', "capable-2") { Link = "capable", Mode = 755 })
        .Add(new('0', "capable-3") { Content = [3], Mode = 755 })
        .Add(new('1', "capable-4") { Link = "capable-3", Mode = 755, Attributes = Having("security.capability", BindsLowPorts) });

    private static RawTar NamesIn(TarDialect dialect)
    {
        var of = dialect.ToString();
        var tar = new RawTar(dialect).Directory(of);
        foreach (var name in (string[])
        [
            TarItem.Utf8("grüße.txt"), TarItem.Utf8("日本語"), TarItem.Utf8("e\u0301"), TarItem.Utf8("\u00e9"), "latin-1 \xe9",
            "\xff\xfe\x80", "new\nline", "\n", "back\\slash", "-rf", "--", " ", " blank ", "tab\t",
            "\u0001\u007f", "'\"`$HOME", "*?[a]", "~", "...", "%2e", "{}", "10 path=a",
            "=", new string('x', 100),
            new string('y', 101), new string('z', 255), ".hidden", "wh.", ".wh", "CON", "a:b", "\u001b[31m",
        ])
        {
            tar.File($"{of}/{name}", name);
        }

        return tar
            .Directory($"{of}/{new string('d', 150)}").Directory($"{of}/{new string('d', 150)}/{new string('e', 150)}")
            .File($"{of}/{new string('d', 150)}/{new string('e', 150)}/{TarItem.Utf8("é")}", "deep")
            .SymbolicLink($"{of}/link", $"/{new string('t', 200)}/{TarItem.Utf8("ü")}\xff")
            .HardLink($"{of}/hard", $"{of}/{new string('z', 255)}");
    }

    private static RawTar DeepPath() =>
        new RawTar().File(string.Join('/', Enumerable.Range(0, 15).Select(depth => $"{depth:d3}-{new string('d', 196)}")), "at the bottom");

    private static RawTar Attributes(TarDialect dialect)
    {
        var of = $"attributes-{dialect}";
        return new RawTar(dialect).Directory(of, 2775)
            .File($"{of}/suid", "x", 4755).File($"{of}/sgid", "x", 2755).File($"{of}/both", "x", 6111).File($"{of}/none", "x", 0)
            .Directory($"{of}/sticky", 1777).Directory($"{of}/all", 7777).File($"{of}/sticky-file", "x", 1644).File($"{of}/empty")
            .Add(new('0', $"{of}/nobody") { UserId = 65534, GroupId = 65534 })
            .Add(new('0', $"{of}/octal-end") { UserId = 2097151, GroupId = 2097152 })
            .Add(new('0', $"{of}/largest") { UserId = 4294967294, GroupId = 4294967294, Mode = 4755 })
            .Add(new('5', $"{of}/dir-of-largest/") { UserId = 4294967294, Mode = 700 })
            .Add(new('2', $"{of}/link-of-largest") { Link = "empty", UserId = 4294967294, GroupId = 1 })
            .Add(new('3', $"{of}/null") { Major = 1, Minor = 3, Mode = 666 })
            .Add(new('3', $"{of}/high-minor") { Major = 511, Minor = 65_537 })
            .Add(new('4', $"{of}/block") { Major = 8, Minor = 1, Mode = 660, GroupId = 6 })
            .Add(new('6', $"{of}/pipe") { Mode = 600, UserId = 1 });
    }

    private static RawTar[] Extended() =>
    [
        new RawTar()
            .Add(new('0', "x-user") { Content = [1], Attributes = Having("user.a", [1, 2, 0, 255]) })
            .Add(new('0', "x-empty") { Attributes = Having("user.empty", []) })
            .Add(new('0', "x-long") { Attributes = Having("user.long", RandomBytes(3000)) })
            .Add(new('0', "x-name") { Attributes = Having(TarItem.Utf8("user.größe x"), [1]) })
            .Add(new('5', "x-dir/") { Mode = 755, Attributes = Having("user.of-dir", [1]) })
            .Add(new('0', "x-capable")
            {
                Content = [1], Mode = 755, UserId = 1000, Attributes = Having("security.capability", BindsLowPorts),
            })
            .Add(new('1', "x-capable-2")
            {
                Link = "x-capable", Mode = 755, UserId = 1000, Attributes = Having("security.capability", BindsLowPorts),
            })
            .Add(new('0', "x-namespaced") { Content = [2], Mode = 4755, Attributes = Having("security.capability", BindsLowPortsIn1000) })
            .Add(new('0', "x-trusted") { Content = [3], Attributes = Having("trusted.a", [1]) }),
        new RawTar().Add(new('0', "x-user") { Content = [1] }).Add(new('0', "x-capable") { Content = [1], Mode = 755 }),
    ];

    private static Dictionary<string, byte[]> Having(string name, byte[] value) => new() { [name] = value };

    private static RawTar Times(TarDialect dialect)
    {
        var tar = new RawTar(dialect).Directory($"times-{dialect}");
        foreach (var time in (decimal[])
        [
            0, 1, -1, -86400, 2147483647, 2147483648, 4294967296, 8589934591, 8589934592, 9223372036, 9223372037, 15032385535, 15032385536,
        ])
        {
            tar.Add(new('0', $"times-{dialect}/{time}") { Modified = time })
                .Add(new('5', $"times-{dialect}/directory {time}/") { Modified = time, Mode = 755 })
                .Add(new('2', $"times-{dialect}/link {time}") { Modified = time, Link = "x" });
        }

        return dialect != TarDialect.Pax ? tar : tar
            .Add(new('0', "times-Pax/half") { Modified = 1.5m }).Add(new('0', "times-Pax/nearly") { Modified = 1.999999999m })
            .Add(new('0', "times-Pax/before") { Modified = -1.5m }).Add(new('0', "times-Pax/just before") { Modified = -0.000000001m })
            .Add(new('5', "times-Pax/half directory/") { Modified = TarItem.Then + 0.123456789m, Mode = 755 });
    }

    private static RawTar[] SymbolicLinks() =>
    [
        new RawTar().Directory("s").Directory("s/dir").File("s/dir/file", "1").SymbolicLink("s/to-dir", "dir")
            .SymbolicLink("s/dangling", "nowhere")
            .SymbolicLink("s/absolute", "/s/dir/file").SymbolicLink("s/loop-1", "loop-2").SymbolicLink("s/loop-2", "loop-1")
            .SymbolicLink("s/self", "self")
            .SymbolicLink("s/up", "../../../..").SymbolicLink("s/dot", ".").SymbolicLink("s/blank", " ").SymbolicLink("s/slash", "dir/"),
        new RawTar().Directory("s").SymbolicLink("s/dangling", "dir").File("s/loop-1", "a file now").SymbolicLink("s/absolute", "/s"),
    ];

    private static RawTar[] LinkedDirectories() =>
    [
        new RawTar().Directory("bin").File("bin/tool", "1").Directory("usr").Directory("usr/bin").File("usr/bin/other", "2")
            .Directory("lib").File("lib/so", "3"),
        new RawTar().SymbolicLink("bin", "usr/bin").Directory("usr").Directory("usr/bin").File("usr/bin/tool", "1")
            .SymbolicLink("lib", "/usr/lib").Directory("usr/lib").File("usr/lib/so", "3"),
        new RawTar().Directory("lib").File("lib/again", "4"),
        new RawTar().File("bin/through", "5"),
    ];

    // Of pax's form: an engine unpacks no other (GNU's own is "unhandled tar header type 83").
    private static RawTar Sparse() => new RawTar()
        .Add(new('0', "sparse") { SparseLength = 5_000_000, PieceAt = 1_048_576, Content = RandomBytes(4096) })
        .Add(new('0', "sparse-end") { SparseLength = 1_048_576 + 600, PieceAt = 1_048_576, Content = RandomBytes(600) })
        .Add(new('0', "sparse-start") { SparseLength = 1_000_001, PieceAt = 0, Content = RandomBytes(512) })
        .File("after-sparse", "x");

    private static RawTar Plain(TarDialect dialect) => new RawTar(dialect)
        .Directory("etc").File("etc/plain", "plain\n").Directory($"of-{dialect}").File($"of-{dialect}/file", $"{dialect}\n")
        .File($"of-{dialect}/program", "x", 755)
        .SymbolicLink($"of-{dialect}/link", "file").HardLink($"of-{dialect}/hard", $"of-{dialect}/file").File($"of-{dialect}/empty");

    private static RawTar Spelt() => new RawTar()
        .Directory(".").Directory("./spelt").File("./spelt/one", "1").File("/spelt/two", "2").File("spelt//three", "3")
        .File("spelt/./four", "4")
        .File("spelt/x/../five", "5").HardLink("./spelt/hard", "./spelt/one").HardLink("spelt/hard-2", "/spelt/two");

    private static RawTar Numbered(int number) => new RawTar()
        .Directory("numbered").File($"numbered/{number}", $"{number}\n").File("numbered/last", $"{number}\n").Directory($"d{number % 7}")
        .File($"d{number % 7}/file", $"{number}");

    private static RawTar ManyFiles(int count)
    {
        var tar = new RawTar().Directory("many");
        for (var i = 0; i < count; i++)
        {
            if (i % 500 == 0)
            {
                tar.Directory($"many/{i / 500:d3}");
            }

            tar.File($"many/{i / 500:d3}/{i:d5}", i % 3 == 0 ? "" : $"{i}\n");
        }

        return tar;
    }

    private static RawTar EnginePaths() => new RawTar()
        .Directory("dev").Directory("dev/pts", 700).Directory("dev/shm").File("dev/shm/file", "1").File("dev/console", "2")
        .File("dev/further", "3").Add(new('3', "dev/null") { Major = 1, Minor = 3 })
        .Directory("proc", 700).File("proc/file", "4").Directory("proc/1").File("proc/1/cmdline", "5").Directory("sys")
        .File("sys/file", "6").Directory("sys/kernel")
        .Directory("etc", 711).File("etc/hosts", "7", 600).File("etc/hostname", "8").File("etc/resolv.conf", "9")
        .SymbolicLink("etc/mtab", "/etc/further").File("etc/further", "10")
        .File(".dockerenv", "11").File(".dockerinit", "12").Directory("run").File("run/file", "13");

    private static RawTar EnginePathsOfOtherKinds() => new RawTar()
        .Directory("etc").SymbolicLink("etc/hosts", "further").Directory("etc/hostname").File("etc/hostname/in", "1")
        .SymbolicLink("etc/resolv.conf", "../run/resolv.conf")
        .File("etc/mtab", "2").Directory("dev").SymbolicLink("dev/shm", "/run/shm").File("dev/pts", "3").SymbolicLink("dev/console", "tty")
        .File("proc", "4").SymbolicLink("sys", "/run/sys");

    private static RawTar LinkedEtc() => new RawTar()
        .Directory("usr").Directory("usr/etc").File("usr/etc/passwd", "1").SymbolicLink("etc", "usr/etc").Directory("real-dev")
        .File("real-dev/file", "2").SymbolicLink("dev", "/real-dev");

    private static RawTar[] VolumeContents() =>
    [
        new RawTar().Directory("data", 1777).File("data/file", "1").HardLink("data/again", "data/file").HardLink("outside", "data/file")
            .SymbolicLink("data/link", "file")
            .Directory("data/dir", 2750).Add(new('0', "data/dir/owned") { Content = [1], UserId = 1000, Mode = 4755 })
            .Add(new('6', "data/pipe"))
            .Add(new('3', "data/null") { Major = 1, Minor = 3, Mode = 666 }).File("data/removed", "2")
            .Add(new('0', "data/capable") { Content = [1], Mode = 755, Attributes = Having("security.capability", BindsLowPorts) })
            .Directory("etc").Directory("etc/inner").File("etc/inner/file", "3").File("etc/beside", "4"),
        new RawTar().Whiteout("data/removed").File("data/over", "5"),
    ];

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
