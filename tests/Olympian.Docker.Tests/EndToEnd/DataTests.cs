using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>What people stored: taken, put back, and deleted by nobody but who types the project's name.</summary>
public sealed class DataTests
{
    private Stack stack = null!;
    private string image = "";

    private string Volume => $"{stack.Name}_data";

    private string Backup => Path.Combine(stack.Directory, "the backup.tar");

    [SetUp]
    public async Task A_project_with_a_volume_of_its_own()
    {
        stack = await Stack.CreateAsync();
        stack.Always(TinyApplication.In(stack.Directory).Options);
        image = (await Bases.OptionsAsync())[0].Split('=', 2)[1];
        await CreateVolumeAsync(Volume, stack.Name, "data");
        await InVolumeAsync(Volume,
            "mkdir -p /v/a/b && printf hello > /v/a/b/file && chmod 640 /v/a/b/file && chown 1000:1001 /v/a/b/file && ln -s a/b/file /v/link"
            + " && printf x > '/v/a name with blanks' && touch -d '2001-02-03 04:05:06' /v/a/b/file && head -c 3000000 /dev/urandom > /v/large && mkdir /v/empty && chmod 700 /v/empty && ln /v/large '/v/large again' && chown 1000:1000 /v && chmod 750 /v");
    }

    [TearDown]
    public async Task Nothing_stays_behind() => await stack.DisposeAsync();

    private Task<string> CreateVolumeAsync(string name, string project, string key) => stack.AskAsync(
        "volume", "create", "--label", $"com.docker.compose.project={project}", "--label", $"com.docker.compose.volume={key}", name);

    private Task<string> InVolumeAsync(string volume, string script) =>
        stack.AskAsync("run", "--rm", "--user", "0:0", "--entrypoint", "sh", "--volume", $"{volume}:/v", image, "-c", script);

    private Task<string> TreeAsync(string volume) => InVolumeAsync(volume,
        "cd /v && find . | sort | while read -r f; do stat -c '%n %F %a %u %g' \"$f\"; [ -f \"$f\" ] && stat -c %Y \"$f\"; [ -L \"$f\" ] && readlink \"$f\" || { [ -f \"$f\" ] && sha256sum < \"$f\"; }; done; true");

    [Test]
    public async Task A_backup_put_back_is_what_was_taken()
    {
        var before = await TreeAsync(Volume);

        var taken = await stack.DoAsync("BackupData", $"--to={Backup}");
        Assert.That(taken.Output, Does.Contain("SUCCESS: ").And.Match("data: 8 files and directories"));
        await stack.AskAsync("volume", "rm", Volume);
        await stack.DoAsync("RestoreData", $"--from={Backup}");

        Assert.That(await TreeAsync(Volume), Is.EqualTo(before).And.Contain("1000 1001"));
        Assert.That(Directory.EnumerateFiles(stack.Directory, "*.tmp"), Is.Empty);
    }

    [Test]
    public async Task Nothing_is_overwritten_by_a_backup_or_a_restore()
    {
        await stack.DoAsync("BackupData", $"--to={Backup}");
        var before = await TreeAsync(Volume);

        (await stack.RunAsync("BackupData", $"--to={Backup}")).IsRefusal(2, $"{Backup} is there already.");
        (await stack.RunAsync("RestoreData", $"--from={Backup}")).IsRefusal(2, $"Volume {Volume} is not empty", "--target=DestroyData");

        Assert.That(await TreeAsync(Volume), Is.EqualTo(before));
    }

    [Test]
    public async Task A_damaged_backup_is_refused_before_anything_is_touched()
    {
        await stack.DoAsync("BackupData", $"--to={Backup}");
        await stack.AskAsync("volume", "rm", Volume);
        await using (var file = new FileStream(Backup, FileMode.Open))
        {
            file.Position = file.Length / 2;
            var one = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(one ^ 1));
        }

        (await stack.RunAsync("RestoreData", $"--from={Backup}")).IsRefusal(2, "is no whole backup of this build.", "its SHA-256 is");
        File.Delete($"{Backup}.sha256");
        (await stack.RunAsync("RestoreData", $"--from={Backup}")).IsRefusal(2, "is no whole backup of this build.", "volume 'data' has");

        Assert.That(await stack.AskAsync("volume", "ls", "--quiet", "--filter", $"name={Volume}"), Is.Empty);
    }

    [Test]
    public async Task Containers_are_paused_while_it_is_read_and_go_on()
    {
        var container = $"{stack.Name}-writer";
        await stack.AskAsync(
            "run", "--detach", "--name", container, "--user", "0:0", "--entrypoint", "sh", "--volume", $"{Volume}:/v", image, "-c", "while :; do date > /v/now; sleep 0.05; done");
        try
        {
            var taken = await stack.DoAsync("BackupData", $"--to={Backup}");

            Assert.That(taken.Output, Does.Contain($"{container} is paused while its data is read."));
            Assert.That(await stack.AskAsync("container", "inspect", "--format", "{{.State.Status}}", container), Is.EqualTo("running"));
            (await stack.RunAsync("RestoreData", $"--from={Backup}")).IsRefusal(2, $"Volume {Volume} is in use: container {container} runs.");
        }
        finally
        {
            await stack.AskAsync("rm", "--force", container);
        }
    }

    [Test]
    public async Task A_backup_that_is_killed_stands_in_the_way_of_nothing()
    {
        var application = TinyApplication.In(stack.Directory);
        application.WriteCompose("    volumes: [\"data:/data\"]\nvolumes:\n  data:\n");
        await stack.DoAsync("QuickDockerMulti");
        var web = $"{stack.Name}-web";
        await InVolumeAsync(Volume, "head -c 300000000 /dev/zero > /v/zeros");
        using (var host = stack.Start("BackupData", new Dictionary<string, string?>(), $"--to={Backup}"))
        {
            await host.PrintsAsync($"{web} is paused while its data is read.", Stack.Limit);
            while (Directory.GetFiles(stack.Directory, "*.tmp").Sum(file => new FileInfo(file).Length) == 0)
            {
                await Task.Delay(5);
            }

            host.Signal("KILL");
            await host.EndAsync(TimeSpan.FromSeconds(10));
        }

        Assert.That(await stack.AskAsync("container", "inspect", "--format", "{{.State.Status}}", web), Is.EqualTo("paused"), "the test's own: it came in time");

        await stack.DoAsync("UpProd");
        Assert.That(await stack.AskAsync("container", "inspect", "--format", "{{.State.Status}}", web), Is.EqualTo("running"));
        await stack.DoAsync("BackupData", $"--to={Backup}");
        await stack.DoAsync("UpProd");
        Assert.That(Directory.EnumerateFiles(stack.Directory, "*.tmp"), Is.Empty);
        Assert.That(await stack.AskAsync("container", "ls", "--all", "--quiet", "--filter", $"label=org.olympian.project={stack.Name}", "--filter", "label=org.olympian.data-image"), Is.Empty);
    }

    [Test]
    public async Task A_restore_overwrites_no_volume_that_somebody_else_made_under_that_name()
    {
        await stack.DoAsync("BackupData", $"--to={Backup}");
        await stack.AskAsync("volume", "rm", Volume);
        await stack.AskAsync("volume", "create", Volume);
        await InVolumeAsync(Volume, "printf mine > /v/mine");

        (await stack.RunAsync("RestoreData", $"--from={Backup}")).IsRefusal(2, $"Volume {Volume} is not empty");

        Assert.That(await InVolumeAsync(Volume, "ls /v && cat /v/mine"), Is.EqualTo("mine\nmine"));
        await stack.AskAsync("volume", "rm", Volume);
    }

    [Test]
    public async Task Data_that_a_stopped_container_holds_is_not_deleted()
    {
        var container = $"{stack.Name}-stopped";
        await stack.AskAsync("create", "--name", container, "--volume", $"{Volume}:/v", image);
        try
        {
            (await stack.RunAsync("DestroyData")).IsRefusal(2, $"Volume {Volume} is held by a container: {container}.", "--target=CleanBuildMulti");
        }
        finally
        {
            await stack.AskAsync("rm", container);
        }
    }

    [Test]
    public async Task Data_is_deleted_by_nobody_who_cannot_be_asked()
    {
        var before = await TreeAsync(Volume);

        var ended = await stack.RunAsync("DestroyData", "--yes");

        ended.IsRefusal(2, "Nothing was deleted.", "Expected a terminal", "--yes does not stand for it");
        Assert.That(ended.Output, Does.Match($"{Volume} +3\\.[0-9] MB"));
        Assert.That(await TreeAsync(Volume), Is.EqualTo(before));
    }

    [TestCase("shop", false)]
    [TestCase("", false)]
    [TestCase(null, true)]
    public async Task Data_is_deleted_when_the_projects_name_is_typed_and_of_this_project_alone(string? typed, bool isDeleted)
    {
        var other = $"{stack.Name}-other";
        await CreateVolumeAsync($"{other}_data", other, "data");
        try
        {
            using var terminal = stack.StartOnTerminal("DestroyData", $"{typed ?? stack.Name}\n");
            var ended = await terminal.EndAsync(Stack.Limit);

            Assert.That(ended.ExitCode, Is.EqualTo(isDeleted ? 0 : 2), ended.Output);
            Assert.That(ended.Output, Does.Contain("Type the project's name to confirm"));
            Assert.That(ended.Output.Contains($"deleted {Volume}", StringComparison.Ordinal), Is.EqualTo(isDeleted), ended.Output);
            Assert.That(File.ReadLines(Path.Combine(stack.Checkout.Artifacts, "history.jsonl")).Last().Contains($"volume {Volume}", StringComparison.Ordinal), Is.EqualTo(isDeleted));
            Assert.That((await stack.AskAsync("volume", "ls", "--quiet")).Split('\n').Contains(Volume), Is.EqualTo(!isDeleted));
            Assert.That((await stack.AskAsync("volume", "ls", "--quiet")).Split('\n'), Does.Contain($"{other}_data"));
        }
        finally
        {
            await stack.AskAsync("volume", "rm", "--force", $"{other}_data");
        }
    }

    [Test]
    public async Task A_build_without_room_is_refused_before_anything_is_changed()
    {
        var ended = await stack.RunAsync("QuickDockerMulti", "--min-free=900T");

        ended.IsRefusal(1, "There is too little room on the file system ", "Expected 900.0 TB free (--min-free)", "PruneImages would free up to ");
        Assert.That(File.Exists(stack.EnvFile), Is.False);
    }
}
