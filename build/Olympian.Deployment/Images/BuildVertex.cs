namespace Olympian.Deployment.Images;

/// <summary>A vertex of BuildKit's graph as it stands now: a step of the Dockerfile, or what it takes to begin and to end.</summary>
/// <param name="Digest">Which vertex; one instruction may be several of them.</param>
/// <param name="Name">As <c>[build 3/5] RUN npm ci</c> or <c>[internal] load build context</c>.</param>
/// <param name="Inputs">The digests of what it stands on, in order.</param>
/// <param name="Started">When it began; null while it waits. buildx tells times on this machine's clock, not on the engine's.</param>
/// <param name="Completed">When it ended; null while it has not.</param>
/// <param name="Cached">Whether it did nothing because its result was there.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record BuildVertex(
    string Digest,
    string Name,
    IReadOnlyList<string> Inputs,
    DateTimeOffset? Started,
    DateTimeOffset? Completed,
    bool Cached,
    string? Error) : BuildEvent
{
    /// <summary>Whether it ended because another failed or the build was stopped.</summary>
    public bool Canceled => Error is not null && Error.EndsWith("context canceled", StringComparison.Ordinal);

    /// <summary>Whether it did its work, from beginning to end.</summary>
    public bool Ran => Started is not null && Completed is not null && !Cached && Error is null;

    /// <summary>This vertex with what is told of it later. Not everything is told each time.</summary>
    public BuildVertex Then(BuildVertex later)
    {
        ArgumentNullException.ThrowIfNull(later);

        // Two builds side by side share vertices: one that has begun is then told anew as if it had not.
        var state = later.Started is null && Started is not null ? this : later;
        return state with
        {
            Name = later.Name.Length > 0 ? later.Name : Name,
            Inputs = later.Inputs.Count > 0 ? later.Inputs : Inputs,
        };
    }
}
