using System.Runtime.Versioning;
using Olympian.Build.Adapters.Settings;

namespace Olympian.Build.Tests.Settings;

[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
public sealed class EnvFileModeTests
{
    private string file = "";
    private List<string> warned = [];

    [SetUp]
    public void Begin()
    {
        file = Path.GetTempFileName();
        warned = [];
    }

    [TearDown]
    public void End() => File.Delete(file);

    [TestCase("644")]
    [TestCase("640")]
    [TestCase("602")]
    public void Is_taken_from_others_with_a_warning(string mode)
    {
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));

        EnvFileMode.Tighten(file, warned.Add);

        Assert.That(Convert.ToString((int)File.GetUnixFileMode(file), 8), Is.EqualTo("600"));
        Assert.That(warned.Single(), Does.StartWith($"{file} could be read or written by others (mode {mode})"));
    }

    [TestCase("600")]
    [TestCase("400")]
    public void Is_left_alone_where_it_is_the_owners(string mode)
    {
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));

        EnvFileMode.Tighten(file, warned.Add);

        Assert.That(Convert.ToString((int)File.GetUnixFileMode(file), 8), Is.EqualTo(mode));
        Assert.That(warned, Is.Empty);
    }

    [Test]
    public void Is_no_matter_where_there_is_no_file()
    {
        EnvFileMode.Tighten(file + ".none", warned.Add);
        Assert.That(warned, Is.Empty);
    }
}
