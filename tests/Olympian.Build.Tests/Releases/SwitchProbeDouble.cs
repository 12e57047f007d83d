using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

/// <summary>A client that sees what it was told to see.</summary>
internal sealed class SwitchProbeDouble : ISwitchProbe, ISwitchWatch
{
    public IReadOnlyList<ServiceGap> Sees { get; set; } = [];

    /// <summary>What was asked of it, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Called when the switch is over.</summary>
    public Action OnEnd { get; set; } = () => { };

    public Task<ISwitchWatch> BeginAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        Calls.Add("begin");
        return Task.FromResult<ISwitchWatch>(this);
    }

    public Task<IReadOnlyList<ServiceGap>> EndAsync()
    {
        Calls.Add("end");
        OnEnd();
        return Task.FromResult(Sees);
    }

    public ValueTask DisposeAsync()
    {
        Calls.Add("dispose");
        return ValueTask.CompletedTask;
    }
}
