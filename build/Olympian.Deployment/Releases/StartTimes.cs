using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>What starting services took, read off the engine's own times.</summary>
/// <param name="Services">How long each started service took from its start to the first check that found it well.</param>
/// <param name="Waited">For how long whoever started them only waited: a lower bound, and never more than the start took.</param>
public sealed record StartTimes(IReadOnlyDictionary<string, TimeSpan> Services, TimeSpan Waited)
{
    /// <summary>Reads them off.</summary>
    /// <remarks>
    /// Once the last container was started, nothing is left to be done but the checks themselves; the rest is waiting for the next one, and
    /// for whoever asks for what it found. Where one service waits for another before it starts, that wait is not told apart from the start.
    /// </remarks>
    /// <param name="containers">The project's containers after the start. One whose start lies outside of it was not started by it.</param>
    /// <param name="began">When the start began.</param>
    /// <param name="ended">When it ended, whether well or not.</param>
    public static StartTimes Of(IEnumerable<ContainerFacts> containers, DateTimeOffset began, DateTimeOffset ended)
    {
        var fresh = containers
            .Where(container => container.Started >= began && container.Started <= ended && container.Labels.ContainsKey(ImageLabels.Service))
            .ToArray();
        if (fresh.Length == 0)
        {
            return new(new Dictionary<string, TimeSpan>(), TimeSpan.Zero);
        }

        var services = fresh
            .Select(container => (Service: container.Labels[ImageLabels.Service], container.Started, Well: container.Checks.FirstOrDefault(check => check.IsWell)?.Ended))
            .Where(container => container.Well >= container.Started)
            .GroupBy(container => container.Service, StringComparer.Ordinal)
            .ToDictionary(replicas => replicas.Key, replicas => replicas.Max(container => (container.Well - container.Started)!.Value), StringComparer.Ordinal);

        var waited = TimeSpan.Zero;
        var reached = fresh.Max(container => container.Started!.Value);
        foreach (var check in fresh.SelectMany(container => container.Checks).Where(check => check.Ended > reached && check.Started < ended).OrderBy(check => check.Started))
        {
            waited += check.Started > reached ? check.Started - reached : TimeSpan.Zero;
            reached = check.Ended > reached ? check.Ended : reached;
        }

        return new(services, ended > reached ? waited + (ended - reached) : waited);
    }
}
