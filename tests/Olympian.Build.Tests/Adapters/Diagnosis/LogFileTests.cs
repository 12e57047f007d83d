using Olympian.Build.Adapters.Diagnosis;
using Olympian.Deployment;

namespace Olympian.Build.Tests.Adapters.Diagnosis;

public sealed class LogFileTests
{
    private string directory = "";

    [SetUp]
    public void Begin() => directory = Directory.CreateTempSubdirectory("olympian-test-").FullName;

    [TearDown]
    public void End() => Directory.Delete(directory, recursive: true);

    [Test]
    public void Reads_what_is_no_text_too()
    {
        var path = Path.Combine(directory, "build.log");
        File.WriteAllBytes(path, [0x61, 0xFF, 0x62]);

        using var log = LogFile.Open(path);

        Assert.That(log.ReadToEnd(), Is.EqualTo("a\uFFFDb"));
    }

    [Test]
    public void Reads_what_PowerShell_writes() // UTF-16 with a byte order mark
    {
        var path = Path.Combine(directory, "build.log");
        File.WriteAllBytes(path, [0xFF, 0xFE, 0x61, 0x00, 0x62, 0x00]);

        using var log = LogFile.Open(path);

        Assert.That(log.ReadToEnd(), Is.EqualTo("ab"));
    }

    [Test]
    public void Refuses_a_log_that_is_not_there()
    {
        var path = Path.Combine(directory, "nope.log");

        Assert.That(() => LogFile.Open(path), Throws.TypeOf<UsageFailure>().With.Message.EqualTo(
            $"The log '{path}' cannot be read.\nExpected a readable file; it does not exist.\n"
            + "Name a log: ./build.sh --target=Explain --file=build.log; or - for standard input."));
    }

    [Test]
    public void Refuses_a_directory() =>
        Assert.That(() => LogFile.Open(directory), Throws.TypeOf<UsageFailure>().With.Message.Contains("it is a directory"));

    [Test]
    public void Wants_a_log_to_be_named() =>
        Assert.That(() => LogFile.Open(null), Throws.TypeOf<UsageFailure>().With.Message.StartsWith("There is no log to explain."));
}
