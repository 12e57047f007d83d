using Olympian.Build.Adapters.Sources;
using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

public sealed class BuildArgumentsFileTests
{
    private string _directory = null!;

    private string Target => Path.Combine(_directory, ".env.build");

    [SetUp]
    public void Make_a_directory() => _directory = Directory.CreateTempSubdirectory("olympian-arguments-").FullName;

    [TearDown]
    public void Remove_it() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Reads_what_it_wrote()
    {
        Assert.That(SourceHash.TryParse("0123456789abcdef0123456789abcdef", out var hash), Is.True);
        var arguments = BuildArguments.New(DateTimeOffset.UnixEpoch, null, GitRevision.NoGit, hash!, new Random(1));
        var file = new BuildArgumentsFile(Target);

        file.Write(arguments);

        Assert.That(file.Read(), Is.EqualTo(arguments));
    }

    [Test]
    public void Names_the_target_that_writes_it_when_there_is_none() =>
        Assert.That(
            () => new BuildArgumentsFile(Target).Read(),
            Throws.TypeOf<ExpectedFailure>().With.Message.EndsWith("./build.sh --target=GenerateBuildArgs"));

    [Test]
    public void Says_why_it_cannot_be_written()
    {
        Assert.That(SourceHash.TryParse("0123456789abcdef0123456789abcdef", out var hash), Is.True);
        var arguments = BuildArguments.New(DateTimeOffset.UnixEpoch, null, GitRevision.NoGit, hash!, new Random(1));
        Directory.CreateDirectory(Target);

        Assert.That(
            () => new BuildArgumentsFile(Target).Write(arguments),
            Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith($"'{Target}' could not be written."));
    }
}
