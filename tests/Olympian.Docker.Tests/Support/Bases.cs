namespace Olympian.Docker.Tests.Support;

/// <summary>
/// The local base images. Made once a machine, so that what a test measures is its own build: a fresh machine needs minutes for them.
/// </summary>
internal static class Bases
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private static readonly Lazy<Task<IReadOnlyList<string>>> Made = new(MakeAsync);

    /// <summary>The options that name them.</summary>
    public static Task<IReadOnlyList<string>> OptionsAsync() => Made.Value;

    private static async Task<IReadOnlyList<string>> MakeAsync()
    {
        using var script = HostProcess.Start(
            "bash",
            [Path.Combine(Checkout.Original, "docker", "base", "bases.sh"), "ensure"],
            new Dictionary<string, string?>(),
            Checkout.Original);
        var ended = await script.EndAsync(Limit);
        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        return [Option(ended, "NODE_IMAGE=", "--node-image="), Option(ended, "NGINX_IMAGE=", "--nginx-image=")];
    }

    private static string Option(Ended ended, string line, string option) =>
        option + ended.Lines.Last(printed => printed.StartsWith(line, StringComparison.Ordinal))[line.Length..];
}
