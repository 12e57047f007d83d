using System.Text;

namespace Olympian.Docker.Tests.Settings;

/// <summary>Makes values, and raw <c>.env</c> text, out of what means something to compose, to shells and to terminals.</summary>
internal sealed class DotEnvGenerator(Random random)
{
    public static readonly IReadOnlyList<string> Keys = ["A", "B", "C", "_d", "E9"];

    private static readonly string[] Pieces =
    [
        " ", "  ", "'", "\"", "\\", "\\\\", "$", "$$", "${A}", "${A:-x}", "$A", "#", " #", "=", ":", "\n", "\r", "\r\n", "\t", "`", "!", "%", "&", ";", "|", "(", ")",
        "{", "}", "[", "]", "*", "?", "~", "a", "b", "n", "r", "t", "x", "0", "\\n", "\\r", "\\t", "\\$", "\\\"", "\\'", "\\0", "\\0101", "\\x41", "é", "€", "😀", "\u0301",
        "\u0085", "\u00A0", "\u2028", "\u200B", "\uFEFF", "\u0001", "\u0007", "\u001B[31m", "\u007F", "export ", "null", "true", "-", "--", "/", "é=", "<", ">",
    ];

    private static readonly string[] Statements =
    [
        "{k}={v}", "{k}={v}", "{k}={v}", "{k}='{v}'", "{k}=\"{v}\"", "export {k}={v}", "{k} = {v}", "{k}: {v}", "{k}={v} # c", "{k}=\"{v}\" # c", "{k}='{v}'#c",
        "{k}", "# {v}", "", "  ", "{k}=", "{k}= # c", "{k}=\"{v}\" {k}='{v}'", "\t{k}=\t{v}\t", "export\t{k}", "{k}.x={v}", "{k}-y={v}", "{k}[0]={v}", "é{k}={v}",
    ];

    private static readonly string[] TamePieces =
        ["a", "b", "x", "0", " ", "\\n", "\\t", "\\\\", "\\$", "$A", "${B}", "${C:-x}", "${A-y}", "${B:+z}", "${_d+w}", "$$", "$1", "é", "😀", "#", " #", "=", ":", "/", "%", "."];

    /// <summary>Any text that an environment variable can hold.</summary>
    public string Value() => string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => Pick(Pieces)));

    /// <summary>A whole file; about half of them are ones that compose can read.</summary>
    public string FileText()
    {
        var pieces = random.Next(3) == 0 ? Pieces : TamePieces;
        var lineEnd = random.Next(4) == 0 ? "\r\n" : "\n";
        var text = new StringBuilder(random.Next(10) == 0 ? "\uFEFF" : "");
        for (var count = random.Next(1, 7); count > 0; count--)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Pick(pieces)));
            text.Append(Pick(Statements).Replace("{k}", Pick([.. Keys]), StringComparison.Ordinal).Replace("{v}", value, StringComparison.Ordinal));
            text.Append(count > 1 || random.Next(4) > 0 ? lineEnd : "");
        }

        return text.ToString();
    }

    private string Pick(string[] texts) => texts[random.Next(texts.Length)];
}
