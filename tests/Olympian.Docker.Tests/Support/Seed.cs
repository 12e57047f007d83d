using System.Globalization;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// Where generated cases begin: OLYMPIAN_SEED, else by default the same in every run, and a new one with OLYMPIAN_SUITE=full. What a run
/// must pass to land has to be the same for everyone; finding new cases is the full suite's work, and its seed is printed.
/// </summary>
internal static class Seed
{
    private const int OfTheDefaultSuite = 20261122;

    public static Random Printed() => new(PrintedNumber());

    /// <summary>The number itself, for what is told of a run afterwards.</summary>
    public static int PrintedNumber()
    {
        var seed = Environment.GetEnvironmentVariable("OLYMPIAN_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture)
            : Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full" ? Random.Shared.Next()
            : OfTheDefaultSuite;
        TestContext.Out.WriteLine($"OLYMPIAN_SEED={seed}");
        return seed;
    }
}
