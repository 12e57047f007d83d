using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Adapters.Compose;

/// <summary>Starts services by another runner, and notes how long each took to become healthy and for how long compose only waited.</summary>
public sealed class TimedServiceRunner(IServiceRunner runner, IDockerEngine engine, RunDiary diary, WaitClock clock) : IServiceRunner
{
    public Task<StartAttempt> StartAsync(ComposeProject project, string release, TimeSpan limit, CancellationToken cancellationToken) =>
        TimeAsync(project, () => runner.StartAsync(project, release, limit, cancellationToken), cancellationToken);

    public Task<StartAttempt> StartBesideAsync(ComposeProject project, string release, string service, TimeSpan limit, CancellationToken cancellationToken) =>
        TimeAsync(project, () => runner.StartBesideAsync(project, release, service, limit, cancellationToken), cancellationToken);

    private async Task<StartAttempt> TimeAsync(ComposeProject project, Func<Task<StartAttempt>> start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var began = clock.GetUtcNow();
        var attempt = await start();
        await NoteAsync(project, began, clock.GetUtcNow(), cancellationToken);
        return attempt;
    }

    // An engine that does not answer now is told by whoever asks it next: no start fails for a note about it.
    private async Task NoteAsync(ComposeProject project, DateTimeOffset began, DateTimeOffset ended, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContainerFacts> containers;
        try
        {
            containers = await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken);
        }
        catch (ExpectedFailure)
        {
            return;
        }

        var ownership = new ProjectOwnership(project.Name);
        var times = StartTimes.Of(containers.Where(ownership.IsServicesOwn), began, ended);
        clock.Add(times.Waited);
        foreach (var (service, duration) in times.Services)
        {
            diary.Started(service, duration);
        }
    }
}
