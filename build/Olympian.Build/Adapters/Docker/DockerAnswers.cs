using System.Text.Json;
using System.Text.Json.Serialization;

namespace Olympian.Build.Adapters.Docker;

/// <summary>The parts of the engine's JSON that this build reads, in the engine's own names.</summary>
internal static class DockerAnswers
{
    internal sealed record ImageInspect(
        string Id,
        List<string>? RepoTags,
        List<string>? RepoDigests,
        string? Parent,
        DateTimeOffset? Created,
        long Size,
        string? Os,
        string? Architecture,
        string? Variant,
        ImageConfig? Config,
        ImageRootFs? RootFS);

    internal sealed record ImageConfig(Dictionary<string, string>? Labels);

    internal sealed record ImageRootFs(List<string>? Layers);

    internal sealed record ListedImage(string ID, string Repository, string Tag, string Digest);

    /// <summary>An image's configuration as it lies on the engine's disk.</summary>
    internal sealed record StoredConfiguration(
        [property: JsonPropertyName("created")] DateTimeOffset? Created,
        [property: JsonPropertyName("os")] string? Os,
        [property: JsonPropertyName("architecture")] string? Architecture,
        [property: JsonPropertyName("variant")] string? Variant,
        [property: JsonPropertyName("config")] ImageConfig? Config,
        [property: JsonPropertyName("rootfs")] StoredRootFs? RootFs);

    internal sealed record StoredRootFs([property: JsonPropertyName("diff_ids")] List<string>? DiffIds);

    internal sealed record ContainerInspect(
        string Id,
        string Name,
        string Image,
        DateTimeOffset Created,
        int RestartCount,
        ContainerStateAnswer State,
        ContainerConfig Config,
        ContainerNetwork? NetworkSettings)
    {
        [JsonIgnore]
        public bool IsUninspectable { get; init; }
    }

    /// <summary>A container as it lies on the engine's disk.</summary>
    internal sealed record StoredContainer(
        string ID,
        string Name,
        string Image,
        DateTimeOffset Created,
        int RestartCount,
        StoredState State,
        ContainerConfig Config,
        ContainerNetwork? NetworkSettings);

    internal sealed record StoredState(
        bool Running,
        bool Paused,
        bool Restarting,
        bool RemovalInProgress,
        bool Dead,
        int ExitCode,
        string? Error,
        DateTimeOffset? StartedAt,
        DateTimeOffset? FinishedAt,
        ContainerHealthAnswer? Health);

    internal sealed record ContainerStateAnswer(
        string Status,
        int ExitCode,
        string? Error,
        DateTimeOffset? StartedAt,
        DateTimeOffset? FinishedAt,
        ContainerHealthAnswer? Health);

    internal sealed record ContainerHealthAnswer(string Status, List<HealthCheckAnswer>? Log = null);

    internal sealed record HealthCheckAnswer(DateTimeOffset Start, DateTimeOffset End, int ExitCode);

    internal sealed record ContainerConfig(string Image, Dictionary<string, string>? Labels);

    internal sealed record ContainerNetwork(Dictionary<string, List<PortBinding>?>? Ports);

    internal sealed record PortBinding(string? HostIp, string? HostPort);

    internal sealed record VolumeInspect(string Name, string Driver, string Mountpoint, Dictionary<string, string>? Labels);

    internal sealed record VolumesAnswer(List<VolumeInspect>? Volumes);

    internal sealed record Listed(string Id);

    internal sealed record RefusalAnswer([property: JsonPropertyName("message")] string? Message);

    internal sealed record VersionAnswer(string? Version, string? ApiVersion, string? MinAPIVersion, string? Os, string? Arch);

    internal sealed record InfoAnswer(
        string? ServerVersion,
        string? DockerRootDir,
        string? Driver,
        List<List<string>>? DriverStatus,
        string? OSType,
        string? Architecture,
        string? ID,
        List<string>? SecurityOptions,
        JsonElement? RegistryConfig,
        ClientInfoAnswer? ClientInfo);

    internal sealed record ClientInfoAnswer(string? Version, List<PluginAnswer>? Plugins);

    internal sealed record PluginAnswer(string Name, string? Version);

    internal sealed record HistoryEntry(string? CreatedBy, long Size);
}
