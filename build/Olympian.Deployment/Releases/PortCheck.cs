using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>Makes sure, before anything is built or started, that the ports the project publishes can be had.</summary>
public sealed class PortCheck(IDockerEngine engine, IHostPorts ports)
{
    /// <exception cref="UsageFailure">Somebody else holds a port; who, is said where it can be known.</exception>
    public async Task EnsureFreeAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var running = (await engine.ContainersAsync(cancellationToken)).Where(container => container.State is ContainerState.Running or ContainerState.Paused).ToArray();
        foreach (var port in project.Services.SelectMany(service => service.Ports))
        {
            var holder = running.FirstOrDefault(container => container.Ports.Any(held => Collide(held, port)));
            if (holder is not null && IsOf(holder, project))
            {
                continue;
            }

            var why = holder is not null
                ? $"the container '{holder.Name}' ({holder.ImageReference}) publishes it"
                : await ports.WhyNotFreeAsync(port, cancellationToken);
            if (why is not null)
            {
                throw new UsageFailure(
                    $"Port {port.HostPort} on {port.HostAddress} is in use.",
                    $"Expected it free for project '{project.Name}'; {why}.",
                    "Choose another, which is kept in .env: ./build.sh --target=EnvMulti --app-port=PORT; or free it. Nothing was changed.");
            }
        }
    }

    private static bool IsOf(ContainerFacts container, ComposeProject project) =>
        container.Labels.GetValueOrDefault(ImageLabels.Project) == project.Name;

    private static bool Collide(PublishedPort held, PublishedPort wanted) =>
        held.HostPort == wanted.HostPort
        && held.Protocol == wanted.Protocol
        && (IsEveryAddress(held) || IsEveryAddress(wanted) || held.HostAddress == wanted.HostAddress);

    private static bool IsEveryAddress(PublishedPort port) => port.HostAddress is "" or "0.0.0.0" or "::";
}
