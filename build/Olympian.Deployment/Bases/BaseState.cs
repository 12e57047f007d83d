using System.Globalization;

namespace Olympian.Deployment.Bases;

/// <summary>A base that a release stands on, held against what its tag names at the registry now.</summary>
/// <param name="Name">The reference in the Dockerfile.</param>
/// <param name="Digest">The digest the release stands on.</param>
/// <param name="Now">The digest the tag has at the registry now; null when that could not be found out.</param>
/// <param name="IsSame">Whether the tag still names the same image.</param>
/// <param name="Behind">How much older the release's base is; null where neither says.</param>
/// <param name="WhyUnknown">Why it could not be found out; null when it was.</param>
public sealed record BaseState(string Name, string? Digest, string? Now, bool IsSame, TimeSpan? Behind, string? WhyUnknown)
{
    /// <summary>Whether a newer base waits at the registry.</summary>
    public bool IsBehind => WhyUnknown is null && !IsSame;

    /// <summary>In one line.</summary>
    public override string ToString() =>
        WhyUnknown is not null ? $"base {Name}: not compared with its registry: {WhyUnknown}"
        : IsSame ? $"base {Name}: the registry has the same one now, {Digest}"
        : $"base {Name} is {Words(Behind)} behind its registry: the release stands on {Digest}, the registry has {Now}";

    private static string Words(TimeSpan? behind) => behind switch
    {
        null => "of another age or kind, and so",
        { TotalDays: >= 2 } days => string.Create(CultureInfo.InvariantCulture, $"{days.TotalDays:0} days"),
        { TotalHours: >= 2 } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.TotalHours:0} hours"),
        { } minutes => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(minutes.TotalMinutes):0} minutes"),
    };
}
