using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

/// <summary>Compose, as far as starting a release needs it.</summary>
internal sealed class RunnerDouble(Func<bool> start, params IReadOnlyList<string> says) : IServiceRunner
{
    /// <summary>Every start asked for.</summary>
    public List<string> Started { get; } = [];

    /// <summary>What starting one more container of a service comes to.</summary>
    public Func<bool> StartBeside { get; set; } = () => true;

    public Task<StartAttempt> StartAsync(ComposeProject project, string release, TimeSpan limit, CancellationToken cancellationToken)
    {
        Started.Add($"{project.Name} {release} within {limit.TotalSeconds} s");
        return Task.FromResult(new StartAttempt(start(), says));
    }

    public Task<StartAttempt> StartBesideAsync(
        ComposeProject project, string release, string service, TimeSpan limit, CancellationToken cancellationToken)
    {
        Started.Add($"{project.Name} {release} {service} beside within {limit.TotalSeconds} s");
        return Task.FromResult(new StartAttempt(StartBeside(), says));
    }
}
