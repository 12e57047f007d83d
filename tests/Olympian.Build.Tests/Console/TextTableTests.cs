using Olympian.Build.Console;

namespace Olympian.Build.Tests.Console;

public sealed class TextTableTests
{
    [Test]
    public void Aligns_its_columns() =>
        Assert.That(
            TextTable.Of(["name", "n"], [["a", "100"], ["longer name", ""]]).ReplaceLineEndings("\n"),
            Is.EqualTo("name         n\n-----------  ---\na            100\nlonger name"));

    [Test]
    public void Keeps_a_cell_on_its_line() =>
        Assert.That(TextTable.Of(["x"], [["one\ntwo\r\nthree"]]).ReplaceLineEndings("\n"), Is.EqualTo("x\n-------------\none two three"));

    [Test]
    public void Shows_its_headings_when_there_is_nothing_else() =>
        Assert.That(TextTable.Of(["service", "state"], []).ReplaceLineEndings("\n"), Is.EqualTo("service  state\n-------  -----"));
}
