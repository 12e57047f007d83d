using Olympian.Build.Adapters.Files;

namespace Olympian.Build.Tests.Sources;

public sealed class AbandonedFilesTests
{
    // Beyond what Linux gives: no process has it.
    private const string Gone = "4194999";

    private string root = "";

    [SetUp]
    public void Begin() => root = Directory.CreateTempSubdirectory("olympian-test-").FullName;

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    private string Make(string name, bool isOld = true)
    {
        var file = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, isOld ? DateTime.UtcNow.AddMinutes(-1) : DateTime.UtcNow);
        return file;
    }

    [Test]
    public void Go_when_their_process_is_gone()
    {
        var (env, below) = (Make($".env.{Gone}.0123abcd.tmp"), Make($"artifacts/logs/r/web.{Gone}.0123abcd.tmp"));

        AbandonedFiles.Remove([Path.Combine(root, ".env")], [Path.Combine(root, "artifacts")]);

        Assert.That((File.Exists(env), File.Exists(below)), Is.EqualTo((false, false)));
    }

    [Test]
    public void Stay_where_they_may_be_anybodys()
    {
        string[] files =
        [
            Make(".env"), Make(".env.backup"), Make($".env.{Environment.ProcessId}.0123abcd.tmp"), Make($".env.{Gone}.0123abcd.tmp", isOld: false),
            Make($"other.{Gone}.0123abcd.tmp"), Make(".env.notes.tmp"), Make($".env.{Gone}.0123ABCD.tmp"),
        ];

        AbandonedFiles.Remove([Path.Combine(root, ".env")], []);

        Assert.That(files.Where(file => !File.Exists(file)), Is.Empty);
    }

    [Test]
    public void Are_links_to_contexts_too_and_not_what_they_lead_to()
    {
        var precious = Make("source/precious.txt");
        var link = Path.Combine(root, "logs", $"web.{Gone}.0123456789abcdef0123456789abcdef.context");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateSymbolicLink(link, Path.Combine(root, "source"));
        Directory.SetLastWriteTimeUtc(link, DateTime.UtcNow.AddMinutes(-1));

        AbandonedFiles.Remove([], [Path.Combine(root, "logs")]);

        Assert.That((new FileInfo(link).LinkTarget, File.Exists(precious)), Is.EqualTo(((string?)null, true)));
    }

    [Test]
    public void Are_known_by_the_name_that_is_given_to_new_ones() =>
        Assert.That(AbandonedFiles.Suffix(), Does.Match($"^{Environment.ProcessId}\\.[0-9a-f]{{8}}\\.tmp$"));
}
