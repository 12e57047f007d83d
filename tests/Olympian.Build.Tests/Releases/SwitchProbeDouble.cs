using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

/// <summary>A client that sees what it was told to see.</summary>
internal sealed class SwitchProbeDouble : ISwitchProbe, ISwitchWatch
{
    public IReadOnlyList<ServiceGap> Sees { get; set; } = [];

    /// <summary>What was asked of it, in order.</summary>
    public List<string> Calls { get; } = [];

    public Task<ISwitchWatch> BeginAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        Calls.Add("begin");
        return Task.FromResult<ISwitchWatch>(this);
    }

    public Task<IReadOnlyList<ServiceGap>> EndAsync()
    {
        Calls.Add("end");
        return Task.FromResult(Sees);
    }

    public ValueTask DisposeAsync()
    {
        Calls.Add("dispose");
        return ValueTask.CompletedTask;
    }
}
