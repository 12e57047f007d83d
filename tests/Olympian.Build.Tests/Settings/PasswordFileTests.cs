using Olympian.Build.Adapters.Settings;
using Olympian.Deployment;

namespace Olympian.Build.Tests.Settings;

public sealed class PasswordFileTests
{
    private string path = "";

    [SetUp]
    public void MakeFile() => path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(path);

    [TestCase("p@ss\n", "p@ss")]
    [TestCase("p@ss\r\n", "p@ss")]
    [TestCase("p@ss", "p@ss")]
    [TestCase(" p@ss \n\n", " p@ss \n")]
    public void Reads_the_password_without_the_last_line_break(string text, string password)
    {
        File.WriteAllText(path, text);

        Assert.That(new PasswordFile().Read(path).Reveal(), Is.EqualTo(password));
    }

    [TestCase("", "it is empty")]
    [TestCase("\n", "it is empty")]
    public void Refuses(string text, string why)
    {
        File.WriteAllText(path, text);

        Assert.That(() => new PasswordFile().Read(path), Throws.TypeOf<UsageFailure>().With.Message.Contains(why));
    }

    [Test]
    public void Refuses_what_is_no_text()
    {
        File.WriteAllBytes(path, [0xFF]);

        Assert.That(() => new PasswordFile().Read(path), Throws.TypeOf<UsageFailure>().With.Message.Contains("it is not UTF-8 text"));
    }

    [Test]
    public void Refuses_a_file_that_is_not_there() =>
        Assert.That(() => new PasswordFile().Read(path + ".none"), Throws.TypeOf<UsageFailure>().With.Message.Contains("it does not exist"));

    [Test]
    public void Generates_32_random_bytes_in_base64()
    {
        var (one, other) = (new RandomSecrets().Generate(), new RandomSecrets().Generate());

        Assert.That((Convert.FromBase64String(one.Reveal()).Length, one.Equals(other)), Is.EqualTo((32, false)));
    }
}
