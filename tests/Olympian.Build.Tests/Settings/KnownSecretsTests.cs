using System.Text;
using Olympian.Build.Adapters;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

public sealed class KnownSecretsTests
{
    private const string Value = "p@ss/w\"rd 7Kq'$x-of-these-tests";

    [SetUp]
    public void Learn() => _ = new Secret(Value);

    [Test]
    public void Are_blotted_out_as_they_are() => Assert.That(KnownSecrets.Scrub($"a {Value} b {Value}"), Is.EqualTo("a [REDACTED] b [REDACTED]"));

    [Test]
    public void Are_blotted_out_of_addresses_and_JSON() => Assert.Multiple(() =>
    {
        Assert.That(KnownSecrets.Scrub($"mongodb://u:{Uri.EscapeDataString(Value)}@h"), Is.EqualTo("mongodb://u:[REDACTED]@h"));
        Assert.That(KnownSecrets.Scrub(System.Text.Json.JsonSerializer.Serialize(new { a = Value })), Is.EqualTo("{\"a\":\"[REDACTED]\"}"));
        Assert.That(KnownSecrets.Scrub($"'{Value.Replace("'", "'\\''")}'"), Is.EqualTo("'[REDACTED]'"));
    });

    [Test]
    public void Are_blotted_out_of_base64_wherever_they_begin([Range(0, 7)] int before)
    {
        var text = new string('z', before) + Value + "zz";

        var scrubbed = KnownSecrets.Scrub(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

        var decoded = Encoding.Latin1.GetString(Convert.FromBase64String(scrubbed));
        Assert.That(decoded, Does.Not.Contain(Value[1..^1]));
        Assert.That(decoded, Has.Length.EqualTo(text.Length));
    }

    [Test]
    public void Are_not_what_is_too_short_to_mean_anything()
    {
        _ = new Secret("seven77");
        Assert.That(KnownSecrets.Scrub("seven77"), Is.EqualTo("seven77"));
    }

    [Test]
    public void Are_blotted_out_line_by_line_of_those_with_several()
    {
        _ = new Secret("-----BEGIN-OF-A-KEY\r\nsecond-line-of-it\r\nx");
        Assert.That(KnownSecrets.Scrub("a second-line-of-it b"), Is.EqualTo("a [REDACTED] b"));
    }

    [Test]
    public void Do_not_reach_the_console_in_whatever_pieces([Range(1, 9)] int size)
    {
        using var console = new StringWriter();
        using var writer = new ScrubbingWriter(console);

        foreach (var piece in $"before {Value} after\n".Chunk(size))
        {
            writer.Write(piece, 0, piece.Length);
        }

        Assert.That(console.ToString(), Is.EqualTo("before [REDACTED] after\n"));
    }

    [Test]
    public void Hold_no_question_back()
    {
        using var console = new StringWriter();
        using var writer = new ScrubbingWriter(console);

        writer.Write("Which port? [8080]: ");

        Assert.That(console.ToString(), Is.EqualTo("Which port? [8080]: "));
    }

    [Test]
    public void Hold_back_only_what_could_be_the_beginning_of_one_and_show_it_at_the_end()
    {
        using var console = new StringWriter();
        var writer = new ScrubbingWriter(console);

        writer.Write("it is " + Value[..5]);
        Assert.That(console.ToString(), Is.EqualTo("it is "));
        writer.Dispose();
        Assert.That(console.ToString(), Is.EqualTo("it is " + Value[..5]));
    }
}
