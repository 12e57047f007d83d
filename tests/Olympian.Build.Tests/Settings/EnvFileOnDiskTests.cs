using System.Runtime.Versioning;
using System.Text;
using Olympian.Build.Adapters.Settings;
using Olympian.Deployment;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

public sealed class EnvFileOnDiskTests
{
    private readonly EnvFileOnDisk store = new();
    private string directory = "";

    private string EnvPath => Path.Combine(directory, ".env");

    [SetUp]
    public void MakeDirectory() => directory = Directory.CreateTempSubdirectory("olympian-env-").FullName;

    [TearDown]
    public void RemoveDirectory()
    {
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
        {
            file.Attributes &= ~FileAttributes.ReadOnly;
        }

        Directory.Delete(directory, recursive: true);
    }

    [Test]
    public void Has_nothing_where_there_is_no_file() => Assert.That(store.Load(EnvPath), Is.Null);

    [Test]
    public void Reads_back_what_it_saved()
    {
        store.Save(EnvPath, Content("A=1 # c\r\n"));

        Assert.That(Encoding.UTF8.GetString(store.Load(EnvPath)!.ToBytes()), Is.EqualTo("A=1 # c\r\n"));
    }

    [TestCase(null)]
    [TestCase("A=0\n")]
    [Platform(Exclude = "Win")] // it has no mode
    [UnsupportedOSPlatform("windows")]
    public void Leaves_a_file_that_only_its_owner_may_read(string? before)
    {
        if (before is not null)
        {
            File.WriteAllText(EnvPath, before);
            File.SetUnixFileMode(EnvPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        store.Save(EnvPath, Content("A=1\n"));

        Assert.That(File.GetUnixFileMode(EnvPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Leaves_no_other_file_behind()
    {
        store.EnsureWritable(EnvPath);
        store.Save(EnvPath, Content("A=1\n"));

        Assert.That(Directory.GetFileSystemEntries(directory), Is.EqualTo(new[] { EnvPath }));
    }

    [Test]
    public void Writes_through_a_link_and_keeps_the_link()
    {
        var real = Path.Combine(directory, "shared.env");
        File.WriteAllText(real, "A=0\n");
        File.CreateSymbolicLink(EnvPath, "shared.env");

        store.Save(EnvPath, Content("A=1\n"));

        Assert.That((new FileInfo(EnvPath).LinkTarget, File.ReadAllText(real)), Is.EqualTo(("shared.env", "A=1\n")));
    }

    [Test]
    public void Writes_the_file_that_a_dangling_link_names()
    {
        File.CreateSymbolicLink(EnvPath, "shared.env");

        store.Save(EnvPath, Content("A=1\n"));

        Assert.That(File.ReadAllText(Path.Combine(directory, "shared.env")), Is.EqualTo("A=1\n"));
    }

    [Test]
    public void Refuses_a_link_that_leads_to_itself()
    {
        File.CreateSymbolicLink(EnvPath, ".env");

        Assert.That(() => store.Load(EnvPath), Throws.TypeOf<UsageFailure>().With.Message.Contains("leads nowhere"));
    }

    [Test]
    public void Refuses_a_directory()
    {
        Directory.CreateDirectory(EnvPath);

        Assert.That(() => store.Load(EnvPath), Throws.TypeOf<UsageFailure>().With.Message.StartsWith($"'{EnvPath}' is a directory."));
    }

    [Test]
    public void Refuses_a_place_in_a_directory_that_is_not_there() =>
        Assert.That(
            () => store.Load(Path.Combine(directory, "none", ".env")),
            Throws.TypeOf<UsageFailure>().With.Message.Contains($"Expected the directory '{Path.Combine(directory, "none")}' to be there"));

    [Test]
    public void Refuses_to_replace_a_write_protected_file()
    {
        File.WriteAllText(EnvPath, "A=0\n");
        File.SetAttributes(EnvPath, FileAttributes.ReadOnly);

        Assert.That(() => store.Save(EnvPath, Content("A=1\n")), Throws.TypeOf<UsageFailure>().With.Message.Contains($"chmod u+w '{EnvPath}'"));
        Assert.That(File.ReadAllText(EnvPath), Is.EqualTo("A=0\n"));
    }

    [Test]
    [Platform("Linux")]
    public void Refuses_to_put_a_file_in_a_devices_place() =>
        Assert.That(
            () => store.Save("/dev/null", Content("A=1\n")),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("Expected a regular file, found a device."));

    [Test]
    public void Refuses_a_file_far_too_long_for_settings()
    {
        using (var file = File.Create(EnvPath))
        {
            file.SetLength(2 * 1024 * 1024);
        }

        Assert.That(() => store.Load(EnvPath), Throws.TypeOf<UsageFailure>().With.Message.Contains("at most 1048576 bytes, found 2097152"));
    }

    [Test]
    [Platform("Linux")]
    public void Refuses_a_place_it_may_not_write_to() =>
        Assert.That(
            () => store.EnsureWritable("/proc/olympian.env"),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("'/proc/olympian.env' cannot be written."));

    private static DotEnvFile Content(string text) => DotEnvFile.Parse(Encoding.UTF8.GetBytes(text), "x");
}
