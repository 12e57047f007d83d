using System.Globalization;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Adapters.Runs;

/// <summary>Passes over the lines of a history that are no whole record, and says which: the first of them, however many there are.</summary>
public sealed class PassedOver
{
    private const int Told = 20;

    private readonly List<int> first = [];
    private int count;

    /// <summary>The records among the lines, as they come.</summary>
    public IEnumerable<RunRecord> Of(IEnumerable<(int Number, RunRecord? Record)> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var (number, record) in lines)
        {
            if (record is not null)
            {
                yield return record;
            }
            else if (++count <= Told)
            {
                first.Add(number);
            }
        }
    }

    /// <summary>The line that says what was passed over; null where nothing was.</summary>
    /// <param name="file">The history's file.</param>
    public string? Warning(string file)
    {
        var more = count > Told ? $" and {(count - Told).ToString(CultureInfo.InvariantCulture)} more" : "";
        return count == 0 ? null
            : $"Passed over in {file}, because it is no whole record: line {string.Join(", ", first.Select(number => number.ToString(CultureInfo.InvariantCulture)))}{more}.";
    }
}
