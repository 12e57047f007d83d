namespace Olympian.Deployment.Bases;

/// <summary>What builders take a variable for; null is unset. They differ by version in a few cases, and then this says both.</summary>
/// <param name="Older">In BuildKit 0.13, the one of Docker 26.</param>
/// <param name="Newer">In those of 2026.</param>
/// <param name="Doubt">Why its value cannot be told, as the end of a sentence; null where it can.</param>
internal readonly record struct Variable(string? Older, string? Newer, string? Doubt = null)
{
    public static Variable Unset => default;

    public static Variable Of(string value) => new(value, value);

    public static Variable Doubtful(string why) => new(null, null, why);
}
