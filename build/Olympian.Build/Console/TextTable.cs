using System.Text;

namespace Olympian.Build.Console;

/// <summary>Rows in aligned columns: plain text, so that it reads the same on a terminal, in a CI log and through grep.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>The table, without a line end at its end. Line ends inside a cell are shown as spaces.</summary>
    public static string Of(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = new[] { headings }.Concat(rows)
            .Select(row => row.Select(cell => cell.ReplaceLineEndings(" ")).ToArray())
            .ToArray();
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();

        var text = new StringBuilder();
        foreach (var row in all)
        {
            text.AppendLine(string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
            if (ReferenceEquals(row, all[0]))
            {
                text.AppendLine(string.Join(Gap, widths.Select(width => new string('-', width))));
            }
        }

        return text.ToString().TrimEnd();
    }
}
