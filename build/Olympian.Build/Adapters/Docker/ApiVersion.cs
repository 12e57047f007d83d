namespace Olympian.Build.Adapters.Docker;

/// <summary>Which version of its API an engine is spoken to in: the same with every engine that knows it, so that answers look the same.</summary>
public static class ApiVersion
{
    // Of engine 25, the oldest that this build asks for.
    private static readonly Version Preferred = new(1, 44);

    /// <summary>1.44; in its newest with an engine that does not know that yet, in its oldest with one that has dropped it.</summary>
    /// <param name="newest">The newest that the engine speaks, as it says; null where it does not say.</param>
    /// <param name="oldest">The oldest.</param>
    public static Version SpokenWith(string? newest, string? oldest) =>
        Version.TryParse(oldest, out var least) && least > Preferred ? least
        : Version.TryParse(newest, out var most) && most < Preferred ? most
        : Preferred;
}
