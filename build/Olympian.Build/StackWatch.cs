using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build;

/// <summary>Remembers what ran before a run changes anything, and says after one that was broken off what runs then.</summary>
public sealed class StackWatch(IDockerEngine engine)
{
    // Whoever pressed Ctrl-C waits for it.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private string? project;
    private StackGlance? before;

    /// <summary>Remembers what runs of the project.</summary>
    public async Task BeginAsync(string name, CancellationToken cancellationToken)
    {
        project = name;
        try
        {
            before = await GlanceAsync(name, cancellationToken);
        }
        catch (DockerCommandFailure)
        {
            // An engine that is damaged may not tell; the run may be the one that mends it.
            before = null;
        }
    }

    /// <summary>What runs now, in a sentence; null when the run never came to change anything.</summary>
    public async Task<string?> AfterAsync()
    {
        if (project is null)
        {
            return null;
        }

        if (before is null)
        {
            return "What ran before is not known. See what runs now: ./build.sh --target=Status";
        }

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return (await GlanceAsync(project, limit.Token)).After(project, before);
        }
        catch (Exception failure) when (failure is ExpectedFailure or OperationCanceledException)
        {
            return "What runs could not be found out: the engine does not answer. See it when it does: ./build.sh --target=Status";
        }
    }

    private async Task<StackGlance> GlanceAsync(string name, CancellationToken cancellationToken) =>
        StackGlance.Of(name, await engine.ContainersWithLabelAsync(ImageLabels.Project, name, cancellationToken));
}
