using System.Globalization;

namespace Olympian.Build.Adapters.Docker;

/// <summary>A size as docker prints it for people: <c>0B</c>, <c>12.5kB</c>, <c>1.02GB</c>. To three digits, which docker gives no more of.</summary>
internal static class DockerSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        var unit = text is null ? -1 : Array.FindLastIndex(Units, candidate => text.EndsWith(candidate, StringComparison.Ordinal));
        if (unit < 0 || !double.TryParse(text.AsSpan(0, text!.Length - Units[unit].Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        bytes = (long)(number * Math.Pow(1000, unit));
        return true;
    }
}
