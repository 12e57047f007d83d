using Olympian.Build.Adapters.Docker;

namespace Olympian.Build.Tests.Adapters.Docker;

public sealed class PositionalTests
{
    [TestCase("plain", "\"plain\"")]
    [TestCase("", "\"\"")]
    [TestCase("two words", "\"two words\"")]
    [TestCase("$HOME * `id`", "\"$HOME * `id`\"")]
    [TestCase("a\"b", "\"a\\\"b\"")]
    [TestCase(@"a\b", @"""a\b""")]
    [TestCase(@"a\""b", @"""a\\\""b""")]
    [TestCase(@"C:\dir\", @"""C:\dir\\""")]
    [TestCase(@"\\", @"""\\\\""")]
    public void Quotes(string argument, string quoted) => Assert.That(Positional.Of(argument), Is.EqualTo(quoted));

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("a\"b")]
    [TestCase("\"")]
    [TestCase(@"\")]
    [TestCase(@"\\\""\\")]
    [TestCase("tab\tnew\nline")]
    [TestCase("$HOME 'single' Ümläut")]
    public void Arrives_as_the_very_argument(string argument) =>
        Assert.That(ArgumentLine.Split($"before {Positional.Of(argument)} after"), Is.EqualTo(new[] { "before", argument, "after" }));
}
