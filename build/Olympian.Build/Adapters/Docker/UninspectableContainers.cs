using System.Text.Json;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Containers that the engine lists and does not inspect, because the ties of a layer under them are broken: what the engine's own files say
/// of them. Without it nobody could say whose they are, or replace them.
/// </summary>
public sealed class UninspectableContainers(IStoreLocator locator)
{
    /// <summary>Those of the containers that the engine's files tell of; none where they cannot be read.</summary>
    /// <param name="ids">The containers' whole ids.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<IReadOnlyList<DockerAnswers.ContainerInspect>> ReadAsync(
        IReadOnlyCollection<string> ids, EngineInfo engine, CancellationToken cancellationToken) =>
        (await locator.LocateAsync(engine, cancellationToken)).Store is { } store
            ? [.. ids.Select(id => store.Read($"containers/{id}/config.v2.json")).OfType<byte[]>().Select(Read)]
            : [];

    private static DockerAnswers.ContainerInspect Read(byte[] json)
    {
        var stored = JsonSerializer.Deserialize(json, DockerJson.Default.StoredContainer)!;
        return new(
            stored.ID,
            stored.Name,
            stored.Image,
            stored.Created,
            stored.RestartCount,
            new(StatusOf(stored.State), stored.State.ExitCode, stored.State.Error, stored.State.StartedAt, stored.State.FinishedAt, stored.State.Health),
            stored.Config,
            stored.NetworkSettings)
        {
            IsUninspectable = true,
        };
    }

    // As the engine words it from the same file.
    private static string StatusOf(DockerAnswers.StoredState state) =>
        state.Running ? state.Paused ? "paused" : state.Restarting ? "restarting" : "running"
        : state.RemovalInProgress ? "removing"
        : state.Dead ? "dead"
        : state.StartedAt is { Year: > 1 } ? "exited" : "created";
}
