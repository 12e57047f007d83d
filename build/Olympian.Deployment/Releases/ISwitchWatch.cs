namespace Olympian.Deployment.Releases;

/// <summary>Requests that go out until somebody ends them.</summary>
public interface ISwitchWatch : IAsyncDisposable
{
    /// <summary>Sends no more, waits for those that are out, and counts.</summary>
    Task<IReadOnlyList<ServiceGap>> EndAsync();
}
