using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>Starts the release again that ran before one that did not come up.</summary>
public sealed class GoBack(IDockerEngine engine, SwitchTo switching)
{
    // What going back needs besides the services' own time to become healthy: stopping, removing, creating.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(3);

    /// <summary>Goes back, and words what came of it beside what made it necessary.</summary>
    /// <param name="project">The project.</param>
    /// <param name="failed">The release that did not come up.</param>
    /// <param name="before">The release that ran before.</param>
    /// <param name="limit">How long services may take to become healthy.</param>
    /// <param name="failure">Why it did not come up.</param>
    /// <param name="note">What else has to be said of it; null for nothing.</param>
    /// <returns>The failure to end the run with: both facts, what the catalogue knows of the first, and what to do.</returns>
    public async Task<ExpectedFailure> AfterAsync(
        ComposeProject project, ReleaseId failed, Release before, TimeSpan limit, ExpectedFailure failure, string? note)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(failed);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(failure);

        var again = $"mend it and deploy again; or, if it only needs more time: ./build.sh --target=Rollback --release={failed} --wait-timeout=5m";
        try
        {
            var claims = await RunAsync(project, before, limit);
            return new(
                $"{failure.WhatFailed} Release {before.Id}, which ran before, runs again ({claims.Count} claims checked).",
                Lines(failure.ExpectedAndActual, note),
                Next($"Nothing is lost: {again}"),
                failure);
        }
        catch (Exception second) when (second is ExpectedFailure or OperationCanceledException)
        {
            return new(
                $"{failure.WhatFailed} And release {before.Id}, which ran before, could not be started again.",
                Lines(failure.ExpectedAndActual, note, $"Going back: {second.Message}", await WhatRunsAsync(project)),
                Next($"No volume was touched. Try to go back again: ./build.sh --target=Rollback --release={before.Id}; or {again}"),
                failure);
        }

        // The logs are those of other containers by now; what is known of the cause is as true as before.
        string Next(string step) => failure is IDiagnosedFailure known ? NextStep.Of(known.Diagnosis, null, step) : step;
    }

    /// <summary>Goes back.</summary>
    /// <remarks>Not by the run's token: Ctrl-C must not leave half of one release and half of another.</remarks>
    /// <exception cref="ExpectedFailure">It did not come up either.</exception>
    public async Task<IReadOnlyList<Claim>> RunAsync(ComposeProject project, Release before, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(before);

        using var time = new CancellationTokenSource(limit + Margin);
        foreach (var image in before.Images)
        {
            // Whoever moved a tag meanwhile: the images are those that ran.
            await engine.TagAsync(image.Image.Id, ReleaseTags.Verified(project.Name, image.Service, before.Id.Value), time.Token);
        }

        return await switching.RunAsync(project, before, limit, time.Token);
    }

    private static string Lines(params string?[] lines) => string.Join('\n', lines.OfType<string>());

    private async Task<string> WhatRunsAsync(ComposeProject project)
    {
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            var ownership = new ProjectOwnership(project.Name);
            var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, time.Token)).Where(ownership.IsServicesOwn)
                .OrderBy(container => container.Name, StringComparer.Ordinal)
                .Select(container => $"  {container.Name}: {container.State.ToString().ToLowerInvariant()}, {container.Health.ToString().ToLowerInvariant()}"
                    + $", release {container.Labels.GetValueOrDefault(ImageLabels.Release, "none")}")
                .ToArray();
            return containers.Length == 0 ? "Nothing of the project runs now." : $"What is there now:\n{string.Join('\n', containers)}";
        }
        catch (Exception unknown) when (unknown is ExpectedFailure or OperationCanceledException)
        {
            return "What runs now could not be asked: the engine does not answer.";
        }
    }
}
