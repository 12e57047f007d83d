namespace Olympian.Docker.Tests.Support;

/// <summary>
/// The local base images. Made once a machine, so that what a test measures is its own build: a fresh machine needs minutes for them.
/// </summary>
internal static class Bases
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private static readonly Lazy<Task<IReadOnlyList<string>>> Made = new(MakeAsync);

    // Where bases.sh keeps its work.
    private static string Data =>
        Environment.GetEnvironmentVariable("OLYMPIAN_BASE_DATA") is { Length: > 0 } said ? said : "/var/lib/olympian-base";

    /// <summary>The files of the registry that serves them.</summary>
    public static string Storage => Path.Combine(Data, "registry");

    /// <summary>The registry's own program; there once the bases are.</summary>
    public static string RegistryProgram =>
        Tool.Find("docker-registry") is var found && Path.IsPathRooted(found) ? found : Path.Combine(Data, "bin", "docker-registry");

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
