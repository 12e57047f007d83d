using System.Formats.Tar;
using System.Text;
using Olympian.Build.Adapters.Data;
using Olympian.Deployment;
using Olympian.Deployment.Data;

namespace Olympian.Build.Tests.Data;

public sealed class DataBackupTests
{
    private static readonly DataVolume Data = new("data", "shop_data", "shop");
    private static readonly VolumeUser Web = new("1", "shop-web-1", Runs: true, IsPaused: false, null);
    private static readonly VolumeUser Worker = new("2", "shop-worker-1", Runs: true, IsPaused: false, null);

    private string root = "";
    private VolumesDouble volumes = null!;
    private List<string> told = [];

    private string Backup => Path.Combine(root, "shop.tar");

    [SetUp]
    public void Begin()
    {
        root = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        volumes = new();
        volumes.Volumes.Add(Data);
        volumes.Archives[Data.Name] = Archive("one");
        told = [];
    }

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    private static byte[] Archive(params string[] files)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "volume/"));
            foreach (var file in files)
            {
                using var content = new MemoryStream(Encoding.UTF8.GetBytes(file));
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"volume/{file}") { ModificationTime = DateTimeOffset.UnixEpoch, DataStream = content });
            }
        }

        return archive.ToArray();
    }

    private Task<BackupManifest> TakeAsync() => new DataBackup(volumes, TimeProvider.System).TakeAsync("shop", Backup, told.Add, CancellationToken.None);

    private Task<BackupManifest> PutBackAsync() =>
        new DataBackup(volumes, TimeProvider.System).PutBackAsync("shop", new Dictionary<string, string>(), Backup, told.Add, CancellationToken.None);

    private async Task TakenAndLostAsync()
    {
        await TakeAsync();
        volumes.Volumes.Clear();
        volumes.Archives.Clear();
        volumes.Calls.Clear();
    }

    [Test]
    public async Task Reads_while_all_that_run_are_paused_and_lets_them_go_on()
    {
        volumes.Users.AddRange([Web, Worker]);

        await TakeAsync();

        Assert.That(volumes.Calls, Is.EqualTo(new[]
        {
            "pause shop-web-1", "pause shop-worker-1", "read shop_data", "unpause shop-web-1", "unpause shop-worker-1",
        }));
    }

    [Test]
    public void Lets_all_go_on_though_reading_failed_and_one_is_stuck()
    {
        volumes.Users.AddRange([Web, Worker]);
        volumes.OnRead = new ExpectedFailure("The engine broke off.", null, "Look.");
        volumes.Stuck = Web.Name;

        Assert.That(TakeAsync, Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("The engine broke off."));
        Assert.That(volumes.Calls, Is.SupersetOf(new[] { "unpause shop-web-1", "unpause shop-worker-1" }));
        Assert.That(told, Has.Some.Contains("docker container unpause shop-web-1"));
        Assert.That(Directory.EnumerateFileSystemEntries(root), Is.Empty);
    }

    [Test]
    public async Task Leaves_paused_what_somebody_paused()
    {
        volumes.Users.AddRange([Web with { IsPaused = true }, Worker with { Runs = false }]);

        await TakeAsync();

        Assert.That(volumes.Calls, Is.EqualTo(new[] { "read shop_data" }));
        Assert.That(told, Is.EqualTo(new[] { "shop-web-1 is paused already, and stays so: docker container unpause shop-web-1" }));
    }

    [Test]
    public void Leaves_nothing_when_the_disk_takes_no_more()
    {
        volumes.OnRead = new IOException("No space left on device");

        Assert.That(TakeAsync, Throws.TypeOf<ExpectedFailure>().With.Message.Contains("No space left on device Nothing is left of it"));
        Assert.That(Directory.EnumerateFileSystemEntries(root), Is.Empty);
    }

    [Test]
    public async Task Refuses_a_place_where_nothing_can_be_written_before_anything_is_paused()
    {
        volumes.Users.Add(Web);
        await File.WriteAllTextAsync(Path.Combine(root, "file"), "");

        Assert.That(
            () => new DataBackup(volumes, TimeProvider.System).TakeAsync("shop", Path.Combine(root, "file", "shop.tar"), told.Add, CancellationToken.None),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("cannot be written."));
        Assert.That(volumes.Calls, Is.Empty);
    }

    [Test]
    public async Task Removes_what_a_killed_backup_of_the_same_name_left_and_nothing_else()
    {
        // No process has a number beyond 2^22.
        var left = $"{Backup}.0.99999999.0123abcd.tmp";
        var mine = $"{Backup}.notes.tmp";
        await File.WriteAllTextAsync(left, "half");
        await File.WriteAllTextAsync(mine, "mine");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-1));

        await TakeAsync();

        Assert.That(Directory.EnumerateFiles(root), Is.EquivalentTo(new[] { Backup, $"{Backup}.sha256", mine }));
    }

    [Test]
    public async Task Puts_back_what_was_taken()
    {
        var archive = volumes.Archives[Data.Name];
        await TakenAndLostAsync();

        await PutBackAsync();

        Assert.That(volumes.Calls, Is.EqualTo(new[] { "create shop_data", "write shop_data" }));
        Assert.That(volumes.Archives[Data.Name], Is.EqualTo(archive));
        Assert.That(told, Is.Empty);
    }

    [Test]
    public async Task Overwrites_no_volume_of_that_name_that_is_not_the_projects()
    {
        await TakenAndLostAsync();
        volumes.Archives[Data.Name] = Archive("somebody's");

        Assert.That(PutBackAsync, Throws.TypeOf<UsageFailure>().With.Message.StartsWith("Volume shop_data is not empty"));
        Assert.That(volumes.Calls, Is.Empty);
    }

    [Test]
    public async Task Writes_into_an_empty_volume_without_making_one()
    {
        await TakenAndLostAsync();
        volumes.Archives[Data.Name] = Archive();

        await PutBackAsync();

        Assert.That(volumes.Calls, Is.EqualTo(new[] { "write shop_data" }));
    }

    [Test]
    public async Task Names_the_volume_that_holds_a_part_when_it_is_interrupted()
    {
        await TakenAndLostAsync();
        volumes.OnWrite = new OperationCanceledException();

        Assert.That(PutBackAsync, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(told.Single(), Does.StartWith("shop_data may hold a part of the backup only.").And.Contains("--target=DestroyData"));
    }

    [TestCase("data,target=/x")]
    [TestCase("--help")]
    [TestCase("a b")]
    [TestCase("")]
    public void Takes_no_manifest_whose_keys_are_no_volumes_names(string key) =>
        Assert.That(BackupManifest.Parse(new BackupManifest("shop", DateTimeOffset.UnixEpoch, [new(key, 1, new('0', 64), new('0', 64), 1)]).ToBytes()), Is.Null);

    [Test]
    public void Takes_no_manifest_that_names_a_volume_twice()
    {
        var volume = new BackedUpVolume("data", 1, new('0', 64), new('0', 64), 1);
        Assert.That(BackupManifest.Parse(new BackupManifest("shop", DateTimeOffset.UnixEpoch, [volume]).ToBytes()), Is.Not.Null);
        Assert.That(BackupManifest.Parse(new BackupManifest("shop", DateTimeOffset.UnixEpoch, [volume, volume]).ToBytes()), Is.Null);
    }
}
