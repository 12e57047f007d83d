using System.Globalization;

namespace Olympian.Deployment.Cleaning;

/// <summary>Shows sizes as docker does: powers of 1000, one digit after the point.</summary>
public static class ByteCount
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>For example <c>412.3 MB</c>; below a thousand the exact number.</summary>
    public static string Show(long bytes)
    {
        var unit = 0;
        double value = bytes;
        // 999.95 would be shown as 1000.0.
        while (value >= 999.95 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }
}
