namespace Olympian.Docker.Tests.Faults;

/// <summary>A fault that can be injected into an engine's or a registry's files.</summary>
/// <param name="Name">What it is, for a table.</param>
/// <param name="Place">What it damages.</param>
/// <param name="Moment">When it is injected.</param>
/// <param name="Inject">Does it.</param>
internal sealed record Fault(
    string Name, FaultPlace Place, FaultMoment Moment, Func<FaultSite, Task<(string Path, string Before, string After)>> Inject)
{
    /// <summary>
    /// Injects it, and does what it takes to show: the engine was started again where that is needed. Of a fault of a stopped engine,
    /// the engine is left stopped: whether it starts is the question.
    /// </summary>
    public async Task<Injection> InjectAsync(FaultSite site, CancellationToken cancellationToken = default)
    {
        if (Moment == FaultMoment.Stopped)
        {
            await site.Engine.StopAsync(cancellationToken);
        }

        var (path, before, after) = await Inject(site);

        if (Moment == FaultMoment.BeforeARestart)
        {
            await site.Engine.RestartAsync(cancellationToken);
        }

        return new(Name, path, before, after);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
