using System.Text.Json;
using Olympian.Deployment;

namespace Olympian.Build.Adapters.Stores;

/// <summary>Gets hold of the files of an engine that does not run, and of no other.</summary>
internal static class StoppedEngines
{
    private const string Usual = "/var/lib/docker";
    private const string Configuration = "/etc/docker/daemon.json";

    /// <summary>The stopped engine with this data root. Until it is disposed, no engine can start on it.</summary>
    /// <param name="asked">The data root as asked for; null for the one that the engine's configuration names.</param>
    /// <exception cref="UsageFailure">
    /// This is not root on Linux, there is no engine's data root with overlay2, or something works on it. Nothing was touched.
    /// </exception>
    /// <exception cref="Deployment.Stores.StorageFailure">The disk or its file system fails.</exception>
    public static StoppedEngine Open(string? asked)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            throw new UsageFailure(
                "The files of a stopped engine are root's alone, on the Linux machine it runs on.",
                $"Expected root on Linux; found {(OperatingSystem.IsLinux() ? "another user" : "another system")}.",
                "There: sudo ./build.sh --target=Heal --offline --plan");
        }

        var root = Resolved(asked ?? Configured());
        return StoppedEngine.Open(root);
    }

    // As the daemon finds it: its configuration file, then its default. What its command line says only --data-root can tell.
    private static string Configured()
    {
        if (!File.Exists(Configuration))
        {
            return Usual;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Configuration));
            return document.RootElement.TryGetProperty("data-root", out var root) && root.GetString() is { Length: > 0 } path ? path : Usual;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or IOException)
        {
            throw new UsageFailure(
                $"The engine's configuration cannot be read: {Configuration}.",
                $"Expected JSON with \"data-root\", or without; found: {unreadable.Message}",
                "Name it yourself: ./build.sh --target=Heal --offline --plan --data-root=/var/lib/docker",
                unreadable);
        }
    }

    private static string Resolved(string path) =>
        new DirectoryInfo(path) is { Exists: true } directory ? directory.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? directory.FullName : path;
}
