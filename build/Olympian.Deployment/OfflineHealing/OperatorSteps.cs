using Olympian.Deployment.Diagnosis.Entries;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>What a person does, as root on the engine's host, about a layer database that no command of Docker's heals.</summary>
public static class OperatorSteps
{
    private const string Heal = "./build.sh --target=Heal --offline";

    /// <summary>Every step, one a line, for an engine whose data root its configuration names.</summary>
    public static string Unrooted => Steps(Heal);

    /// <summary>What is left to a person where containerd keeps the images.</summary>
    public static string OfContainerd => Advice.FreeBlob;

    /// <summary>The command that heals a stopped engine.</summary>
    /// <param name="root">Its data root.</param>
    public static string Command(string root) => $"{Heal} --data-root={root}";

    /// <summary>Every step, one a line.</summary>
    /// <param name="root">The engine's data root.</param>
    public static string For(string root) => Steps(Command(root));

    private static string Steps(string command) =>
        $"""
        No command of Docker's heals this. As root on the engine's host, when its containers may stop:
          1. stop the engine, with systemd: systemctl stop docker.socket docker
          2. {command} --plan
          3. {command}
          4. start the engine, with systemd: systemctl start docker
          5. ./build.sh --target=Heal
        """;
}
