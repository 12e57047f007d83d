using System.Globalization;
using System.Runtime.Versioning;
using Olympian.Build.Adapters.Sources;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

/// <summary>The clock is a double that runs ahead: so files need not grow old before a test can begin.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
public sealed class RememberedDigestsTests
{
    private const int Seed = 20261127;
    private const int Edits = 200;

    // Longer than any kernel's clock tick: a clock that runs ahead must not make one tick of two edits, which no real clock would remember.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(12);

    private readonly CountingDigests _digests = new();
    private readonly ClockDouble _clock = new();
    private string _temporary = null!;
    private string _root = null!;
    private bool _isTrusted;

    private static TestCaseData[] EditsThatKeepSizeAndTime =>
    [
        Edit("the content", file => File.WriteAllText(file, "xyz")),
        Edit("one byte in place", file =>
        {
            using var stream = File.OpenWrite(file);
            stream.WriteByte((byte)'z');
        }),
        Edit("another file moved over it", file =>
        {
            File.WriteAllText(file + ".new", "xyz");
            File.SetLastWriteTimeUtc(file + ".new", File.GetLastWriteTimeUtc(file));
            File.Move(file + ".new", file, overwrite: true);
        }),
        Edit("a file made anew", file =>
        {
            File.Delete(file);
            File.WriteAllText(file, "xyz");
        }),
        Edit("the content through another name of it", file =>
        {
            NativeFiles.MakeHardLink(file, file + ".other");
            File.WriteAllText(file + ".other", "xyz");
            File.Delete(file + ".other");
        }),
        Edit("another file's name", file =>
        {
            File.WriteAllText(file + ".other", "xyz");
            File.Delete(file);
            NativeFiles.MakeHardLink(file + ".other", file);
            File.Delete(file + ".other");
        }),
    ];

    private static TestCaseData[] Damages =>
    [
        Edit("emptied", file => File.WriteAllBytes(file, [])),
        Edit("cut short", file => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1])),
        Edit("of another version", file => Change(file, "olympian-stat-cache/".Length)),
        Edit("of another boot", file => Change(file, "olympian-stat-cache/1 ".Length)),
        Edit("damaged in an entry", file => Change(file, (int)new FileInfo(file).Length - 17)),
        Edit("damaged in its sum", file => Change(file, (int)new FileInfo(file).Length - 1)),
        Edit("a directory", file =>
        {
            File.Delete(file);
            Directory.CreateDirectory(file);
        }),
    ];

    private string Memory => _temporary + "/memory";

    [SetUp]
    public void Make_a_tree()
    {
        _temporary = Directory.CreateTempSubdirectory("olympian-memory-").FullName;
        _root = Directory.CreateDirectory(_temporary + "/tree").FullName;
        _isTrusted = true;
        _digests.Read.Clear();
        _clock.Ahead = TimeSpan.FromMinutes(1);
        File.WriteAllText(_root + "/a", "abc");
        File.WriteAllText(_root + "/b", "def");
    }

    [TearDown]
    public void Remove_it() => Directory.Delete(_temporary, recursive: true);

    [Test]
    public void Reads_everything_once()
    {
        Read();

        Assert.That(_digests.Read, Is.EquivalentTo(new[] { "a", "b" }));
    }

    [Test]
    public void Reads_nothing_of_an_unchanged_tree()
    {
        var before = Read();
        _digests.Read.Clear();

        var after = Read();

        Assert.That((after.Digest, after.Files, after.Bytes, _digests.Read.Count), Is.EqualTo((before.Digest, before.Files, before.Bytes, 0)));
    }

    [Test]
    public void Finds_the_digest_that_is_found_without_it()
    {
        Read();

        Assert.That(Read().Digest, Is.EqualTo(Afresh()));
    }

    [Test]
    public void Reads_only_what_changed()
    {
        Read();
        _digests.Read.Clear();
        File.WriteAllText(_root + "/b", "xyz");

        Read();

        Assert.That(_digests.Read, Is.EqualTo(new[] { "b" }));
    }

    [TestCaseSource(nameof(EditsThatKeepSizeAndTime))]
    public void Notices_with_length_and_modification_time_as_before(Action<string> edit)
    {
        Read();
        var before = File.GetLastWriteTimeUtc(_root + "/a");
        edit(_root + "/a");
        File.SetLastWriteTimeUtc(_root + "/a", before);

        Assert.That(Read().Digest, Is.EqualTo(Afresh()));
    }

    [Test]
    public void Notices_the_executable_bit()
    {
        var before = Read().Digest;
        File.SetUnixFileMode(_root + "/a", UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var after = Read().Digest;

        Assert.That((after == before, after), Is.EqualTo((false, Afresh())));
    }

    [Test]
    public void Remembers_nothing_that_changed_just_now()
    {
        _clock.Ahead = TimeSpan.Zero;
        Read();
        _digests.Read.Clear();

        Read();

        Assert.That(_digests.Read, Has.Count.EqualTo(2));
    }

    [Test]
    public void Finds_edits_within_one_tick_of_the_clock()
    {
        _clock.Ahead = TimeSpan.Zero;
        for (var i = 0; i < 200; i++)
        {
            var time = File.GetLastWriteTimeUtc(_root + "/a");
            File.WriteAllText(_root + "/a", i.ToString("000", CultureInfo.InvariantCulture));
            File.SetLastWriteTimeUtc(_root + "/a", time);

            Assert.That(Read().Digest, Is.EqualTo(Afresh()));
        }
    }

    [Test]
    public void Does_not_trust_its_memory_when_the_clock_was_set_back()
    {
        Read();
        _digests.Read.Clear();
        _clock.Ahead = TimeSpan.FromHours(-1);

        Read();

        Assert.That(_digests.Read, Has.Count.EqualTo(2));
    }

    [Test]
    public void Remembers_nothing_where_changes_may_go_unstamped()
    {
        _isTrusted = false;
        Read();
        _digests.Read.Clear();

        Read();

        Assert.That((_digests.Read.Count, Directory.Exists(Memory)), Is.EqualTo((2, false)));
    }

    [TestCaseSource(nameof(Damages))]
    public void Reads_everything_when_its_file_is(Action<string> damage)
    {
        Read();
        _digests.Read.Clear();
        damage(Directory.GetFiles(Memory).Single());

        Assert.That((Read().Digest, _digests.Read.Count), Is.EqualTo((Afresh(), 2)));
    }

    [Test]
    public void Writes_a_damaged_file_anew()
    {
        Read();
        File.WriteAllText(Directory.GetFiles(Memory).Single(), "damaged");
        Read();
        _digests.Read.Clear();

        Read();

        Assert.That(_digests.Read, Is.Empty);
    }

    [Test]
    public void Works_where_nothing_can_be_written()
    {
        File.WriteAllText(Memory, "no directory");

        Assert.That(Read().Digest, Is.EqualTo(Afresh()));
    }

    [Test]
    public void Is_not_misled_by_what_was_remembered_of_another_context()
    {
        var other = Directory.CreateDirectory(_temporary + "/other").FullName;
        File.WriteAllText(other + "/a", "xyz");
        Read();
        Read(other);
        var files = Directory.GetFiles(Memory);
        var content = File.ReadAllBytes(files[0]);
        File.Copy(files[1], files[0], overwrite: true);
        File.WriteAllBytes(files[1], content);

        Assert.That((Read().Digest, Read(other).Digest), Is.EqualTo((Afresh(), Afresh(other))));
    }

    [Test]
    public void Always_finds_what_a_full_reading_finds()
    {
        var random = new Random(Seed);
        var time = DateTime.UtcNow.AddDays(-1);
        for (var i = 0; i < Edits; i++)
        {
            // Half of the time files are old enough to be remembered, else they have just been edited.
            _clock.Ahead = TimeSpan.FromSeconds(random.Next(2) * 60);
            EditAnything(random, time);

            Assert.That(Read().Digest, Is.EqualTo(Afresh()), $"after edit {i} of seed {Seed}");
        }
    }

    private static TestCaseData Edit(string name, Action<string> edit) => new TestCaseData(edit).SetArgDisplayNames(name);

    private static void Change(string file, int place)
    {
        var content = File.ReadAllBytes(file);
        content[place] ^= 1;
        File.WriteAllBytes(file, content);
    }

    /// <summary>One of the things that people and tools do to files; all contents have one length, all files one modification time.</summary>
    private void EditAnything(Random random, DateTime time)
    {
        string Any() => $"{_root}/{(char)('a' + random.Next(6))}";
        var file = Any();
        var content = random.Next(1000).ToString("000", CultureInfo.InvariantCulture);
        switch (File.Exists(file) ? random.Next(7) : 0)
        {
            case 0 or 1:
                File.WriteAllText(file, content);
                break;
            case 2:
                File.Delete(file);
                return;
            case 3:
                File.Move(file, Any(), overwrite: true);
                return;
            case 4:
                File.SetUnixFileMode(file, File.GetUnixFileMode(file) ^ UnixFileMode.UserExecute);
                return;
            case 5:
                var other = Any();
                File.Delete(other);
                if (File.Exists(file))
                {
                    NativeFiles.MakeHardLink(file, other);
                }

                return;
            default:
                File.Copy(file, file + "~", overwrite: true);
                File.WriteAllText(file + "~", content);
                File.Move(file + "~", file, overwrite: true);
                break;
        }

        File.SetLastWriteTimeUtc(file, time);
    }

    private ContextSnapshot Read(string? context = null)
    {
        var snapshot = new SourceTree(_digests, parallelism: 1, new DigestMemory(Memory, _clock, _ => _isTrusted))
            .ReadContext(context ?? _root, ignoreFile: null, CancellationToken.None);
        if (_clock.Ahead > TimeSpan.Zero)
        {
            Thread.Sleep(Tick);
        }

        return snapshot;
    }

    private ContextDigest Afresh(string? context = null) =>
        new SourceTree().ReadContext(context ?? _root, ignoreFile: null, CancellationToken.None).Digest;

    private sealed class CountingDigests : IContentDigests
    {
        private readonly Md5ContentDigests _real = new();

        public List<string> Read { get; } = [];

        public (FileStatus Status, string Md5) Of(WalkedEntry file, CancellationToken cancellation)
        {
            Read.Add(file.Path);
            return _real.Of(file, cancellation);
        }
    }

    private sealed class ClockDouble : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
