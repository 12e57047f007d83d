using System.Globalization;

namespace Olympian.Deployment;

/// <summary>A length of time as people type it: <c>90s</c>, <c>30m</c>, <c>1h</c>; a bare number is seconds.</summary>
public static class Duration
{
    /// <summary>The longest that is taken for meant; more is a slip of the finger and would overflow a timer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>False for what is no such length, is nothing, or is longer than <see cref="Longest"/>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);

        var unit = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? text[^1] : 's';
        var number = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? text[..^1] : text;
        double? seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => null };

        duration = default;
        // Asked this way round because "NaN" is a number to .NET, and neither more nor less than any other.
        if (seconds is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || !(count * seconds <= Longest.TotalSeconds))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(count * seconds.Value);
        return duration > TimeSpan.Zero;
    }
}
