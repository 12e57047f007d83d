using System.Text;
using Olympian.Deployment;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

/// <remarks>The expected values of the reading tests were taken from <c>docker compose config</c> 2.26.1.</remarks>
public sealed class DotEnvFileTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    [TestCase("A=1", "1")]
    [TestCase("\uFEFFA=1", "1")]
    [TestCase("A =1", "1")]
    [TestCase("A= 1 ", "1")]
    [TestCase("A: 1", "1")]
    [TestCase("export A=1", "1")]
    [TestCase("export\nA=1", "1")]
    [TestCase("export \t\r\nA=1", "1")]
    [TestCase("A=1\nexport \n", "1")]
    [TestCase("  A=1", "1")]
    [TestCase("A=1\r\n", "1")]
    [TestCase("A=x\r\r\n", "x")]
    [TestCase("A=x\rB=2", "x\rB=2")]
    [TestCase("A=", "")]
    [TestCase("A=x\\ny", "x\\ny")]
    [TestCase("A=a#b c #d", "a#b c")]
    [TestCase("A=a\t#b", "a\t#b")]
    [TestCase("A=#b", "#b")]
    [TestCase("A= #b", "#b")]
    [TestCase("A=1\nA=2", "2")]
    [TestCase("A=\u00A0x\u00A0", "x")]
    [TestCase("A=\"1\" # c", "1")]
    [TestCase("A=\"1\"x\nB=2", "1")]
    [TestCase("B=\"1\" A=2", "2")]
    [TestCase("A=\"a\nb\"", "a\nb")]
    [TestCase("A=\"1\r\n2\"", "1\r\n2")]
    [TestCase("A='1\r\n2'", "1\r\n2")]
    [TestCase("A=\"x\\ny\\t\\\\ \\\"q\\\" \\x41 \\101 \\0101 \\07\"", "x\ny\t\\ \"q\" \\x41 \\101 A \\7")]
    [TestCase("A=\"\\a\\b\\f\\v\\c\"", "\a\b\f\v\\c")]
    [TestCase("A=\"\\0\"", "\\")]
    [TestCase("A=\"\\01234\"", "S4")]
    [TestCase("A=\"\\0777\"", "\\777")]
    [TestCase("A=\"a\\\\\"", "a\\")]
    [TestCase("A='x\\ny \\\\ \\' $B z'", "x\\ny \\\\ ' $B z")]
    [TestCase("A='${B}'", "${B}")]
    [TestCase("B=x\nA=${B}y", "xy")]
    [TestCase("A=${B}\nB=1", "")]
    [TestCase("A=$1", "$1")]
    [TestCase("A=a$", "a$")]
    [TestCase("A=$$B", "$B")]
    [TestCase("A=\\$B", "\\")]
    [TestCase("A=\"\\$B\"", "$B")]
    [TestCase("A=$B.c", ".c")]
    [TestCase("A=${B:-d}", "d")]
    [TestCase("A=${B:+d}", "")]
    [TestCase("A=${B:-a}b}", "ab}")]
    [TestCase("A=${B:-${C:-d}e}f", "def")]
    public void Reads_as_compose_does(string text, string value) =>
        Assert.That(File(text).Read(NoEnvironment)["A"], Is.EqualTo(value));

    [Test]
    public void Fills_in_from_the_environment_before_the_lines_above() =>
        Assert.That(
            File("B=file\nA=$B").Read(new Dictionary<string, string> { ["B"] = "outside" })["A"],
            Is.EqualTo("outside"));

    [Test]
    public void Passes_on_a_variable_that_stands_alone() =>
        Assert.That(
            File("A\nB\n").Read(new Dictionary<string, string> { ["B"] = "outside" }),
            Is.EqualTo(new Dictionary<string, string> { ["B"] = "outside" }));

    [TestCase("A=1\nB=\"x", "line 2", "the value of B opens with \" and is never closed")]
    [TestCase("A='x", "line 1", "the value of A opens with ' and is never closed")]
    [TestCase("A B=1", "line 1", "a name contains a space")]
    [TestCase("\n\n=1", "line 3", "there is no name before the '='")]
    [TestCase("A", "line 1", "the file ends after a name")]
    [TestCase("A='it'\\''s'", "line 1", "the name contains the character U+005C")]
    [TestCase("A*=1", "line 1", "the name contains the character U+002A")]
    public void Refuses_with_the_line(string text, string line, string reason)
    {
        var failure = Assert.Throws<UsageFailure>(() => File(text));

        Assert.That(failure.Message, Does.Contain($"/srv/.env, {line}").And.Contains(reason));
    }

    [TestCase("A=${B", "a '${' has no matching '}'")]
    [TestCase("A=${}", "a '${…}' does not hold a variable's name")]
    [TestCase("A=${B C}", "a '${…}' does not hold a variable's name")]
    [TestCase("A=${B:?say it}", "it demands the variable B, which is not set")]
    public void Refuses_a_reference_with_the_line(string text, string reason)
    {
        var failure = Assert.Throws<UsageFailure>(() => File("\n" + text).Read(NoEnvironment));

        Assert.That(failure.Message, Does.Contain("/srv/.env, line 2").And.Contains(reason));
    }

    [TestCase("1", "A=1\n")]
    [TestCase("", "A=\n")]
    [TestCase("http://[::1]:11434", "A='http://[::1]:11434'\n")]
    [TestCase("a b", "A='a b'\n")]
    [TestCase(" a ", "A=' a '\n")]
    [TestCase("$HOME", "A='$HOME'\n")]
    [TestCase("a#b", "A='a#b'\n")]
    [TestCase("it's", "A=\"it's\"\n")]
    [TestCase("it's $5", "A=\"it's \\$5\"\n")]
    [TestCase("a\\b", "A=\"a\\\\b\"\n")]
    [TestCase("a\nb\tc\rd", "A=\"a\\nb\\tc\\rd\"\n")]
    [TestCase("€", "A='€'\n")]
    public void Writes(string value, string line) => Assert.That(TextOf(File("").Set("A", value)), Is.EqualTo(line));

    [Test]
    public void Reads_back_every_text_it_writes()
    {
        // All texts of up to three characters over those that mean something to a shell, to compose or to a terminal.
        char[] alphabet = ['a', ' ', '\'', '"', '\\', '$', '#', '{', '}', '=', '\n', '\r', '\t', '0', 'é', '\u0085', '\u00A0', '`', '!', '\u0001'];
        var texts = Enumerable.Range(0, 3).Aggregate(
            new List<string> { "" },
            (shorter, length) => [.. shorter, .. shorter.Where(text => text.Length == length).SelectMany(text => alphabet.Select(next => text + next))]);
        Assert.That(texts, Has.Count.EqualTo(1 + 20 + 400 + 8000));

        var different = texts
            .Where(text => File("").Set("A", text).Set("B", "end").Read(NoEnvironment)["A"] != text)
            .Take(5);

        Assert.That(different, Is.Empty);
    }

    [TestCase("A=old # why\n", "A=new # why\n")]
    [TestCase("A='old' # why\n", "A='new' # why\n")]
    [TestCase("  export A = old\n", "  export A = new\n")]
    [TestCase("A: old\n", "A: new\n")]
    [TestCase("A=\"1\" B=2\n", "A='new' B=2\n")]
    [TestCase("A=1\nA=2\n", "A=1\nA=new\n")]
    [TestCase("A\nB=1\n", "A=new\nB=1\n")]
    [TestCase("A=\"a\nb\"\nB=1\n", "A='new'\nB=1\n")]
    [TestCase("# A=x\nB=1", "# A=x\nB=1\nA=new\n")]
    [TestCase("B=1\r\n", "B=1\r\nA=new\r\n")]
    [TestCase("\uFEFFB=1\n", "\uFEFFB=1\nA=new\n")]
    [TestCase("AA=1\n", "AA=1\nA=new\n")]
    public void Changes_only_the_value(string before, string after) => Assert.That(TextOf(File(before).Set("A", "new")), Is.EqualTo(after));

    [TestCase("A=old # why\n", "A='' # why\n")]
    [TestCase("A=old\n", "A=''\n")]
    [TestCase("A=\n", "A=\n")]
    public void Empties_only_the_value(string before, string after)
    {
        var emptied = File(before).Set("A", "");

        Assert.That((TextOf(emptied), emptied.Read(NoEnvironment)["A"]), Is.EqualTo((after, "")));
    }

    [TestCase("A=1\nB=2\n", "B=2\n")]
    [TestCase("B=2\n  export A=1 # c\nC=3\n", "B=2\nC=3\n")]
    [TestCase("A=\"1\" B=2\n", " B=2\n")]
    [TestCase("B=2\nA=1", "B=2\n")]
    [TestCase("A=1\nB=2\nA=3\n", "B=2\n")]
    [TestCase("A\nB=2\n", "B=2\n")]
    public void Removes_a_key_with_its_line(string before, string after) => Assert.That(TextOf(File(before).Remove("A")), Is.EqualTo(after));

    [Test]
    public void Stays_the_same_instance_when_nothing_changes()
    {
        var file = File("A=1 # c\n");

        Assert.That(file.Set("A", "1"), Is.SameAs(file));
    }

    [Test]
    public void Keeps_bytes_that_are_no_text()
    {
        byte[] bytes = [.. "# "u8, 0xFF, 0xC3, (byte)'\n', .. "B="u8, 0x80, 0xED, 0xA0, 0x80, (byte)'\n'];

        Assert.That(
            DotEnvFile.Parse(bytes, "/srv/.env").Set("A", "1").ToBytes(),
            Is.EqualTo((byte[])[.. bytes, .. "A=1\n"u8]));
    }

    [Test]
    public void Names_the_line_that_decides() => Assert.That(File("A=1\n\n# c\nA=\"x\ny\"\nB=1\n").LineOf("A"), Is.EqualTo(4));

    [Test]
    public void Refuses_to_write_NUL() =>
        Assert.That(
            () => File("").Set("A", "a\0b"),
            Throws.ArgumentException.With.Message.StartsWith(
                "The value of A contains the character NUL, which no environment variable can hold."));

    [Test]
    public void Refuses_to_write_half_a_character() =>
        Assert.That(() => File("").Set("A", "a\uD800b"), Throws.ArgumentException.With.Message.StartsWith("The value of A is not valid Unicode."));

    [TestCase("")]
    [TestCase("1A")]
    [TestCase("A B")]
    [TestCase("A=B")]
    public void Refuses_to_write_under_the_name(string key) =>
        Assert.That(() => File("").Set(key, "1"), Throws.ArgumentException.With.Message.StartsWith($"'{key}' is not a variable name."));

    private static DotEnvFile File(string text) => DotEnvFile.Parse(Encoding.UTF8.GetBytes(text), "/srv/.env");

    private static string TextOf(DotEnvFile file) => Encoding.UTF8.GetString(file.ToBytes());
}
