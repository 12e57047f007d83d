using System.Globalization;

namespace Olympian.Build.Options;

/// <summary>A size as people type it: <c>500M</c>, <c>2G</c>, <c>2GB</c>, in powers of 1000; a bare number is bytes.</summary>
internal static class ByteSize
{
    private const string Units = "KMGT";

    public static bool TryParse(string text, out long bytes)
    {
        var number = text.ToUpperInvariant();
        number = number.EndsWith('B') ? number[..^1] : number;
        var unit = number.Length > 0 ? Units.IndexOf(number[^1], StringComparison.Ordinal) : -1;
        number = unit >= 0 ? number[..^1] : number;

        bytes = 0;
        var factor = Math.Pow(1000, unit + 1);
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || !(count * factor <= 1e18))
        {
            return false;
        }

        bytes = (long)(count * factor);
        return true;
    }
}
