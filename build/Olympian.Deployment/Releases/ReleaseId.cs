using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Names one run of the build: <c>yyyyMMdd-HHmmss-</c> in UTC and four hexadecimal digits that tell apart two runs of one second.
/// </summary>
/// <remarks>Ordinal order is order in time, and every id is a valid image tag.</remarks>
public sealed record ReleaseId : IComparable<ReleaseId>
{
    private const string TimeFormat = "yyyyMMdd-HHmmss";
    private const int Digits = 4;

    private ReleaseId(string value, DateTimeOffset time)
    {
        Value = value;
        Time = time;
    }

    /// <summary>For example <c>20261122-140102-9f3c</c>.</summary>
    public string Value { get; }

    /// <summary>When the run began, to the second, UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>A new id.</summary>
    public static ReleaseId New(DateTimeOffset now, Random random)
    {
        var time = now.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);
        return TryParse($"{time}-{random.Next(0x10000):x4}", out var id)
            ? id
            : throw new ArgumentOutOfRangeException(nameof(now), now, "No release id can name this time.");
    }

    /// <summary>True for exactly the form that <see cref="New"/> makes, at a time that exists.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ReleaseId? id)
    {
        id = null;
        if (text is null
            || text.Length != TimeFormat.Length + 1 + Digits
            || text[TimeFormat.Length] != '-'
            || !text.AsSpan(TimeFormat.Length + 1).ContainsOnlyLowerHex()
            || !DateTimeOffset.TryParseExact(
                text.AsSpan(0, TimeFormat.Length),
                TimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time))
        {
            return false;
        }

        id = new(text, time);
        return true;
    }

    public int CompareTo(ReleaseId? other) => string.CompareOrdinal(Value, other?.Value);

    public static bool operator <(ReleaseId left, ReleaseId right) => left.CompareTo(right) < 0;

    public static bool operator >(ReleaseId left, ReleaseId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ReleaseId left, ReleaseId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ReleaseId left, ReleaseId right) => left.CompareTo(right) >= 0;

    /// <summary><see cref="Value"/>.</summary>
    public override string ToString() => Value;
}
