using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Starts a verified release, the newest unless one is named, and proves that it is what runs. Only then does it become the current one, and the one before
/// it the previous. When it does not come up, or is not what runs, the release that ran before is started again.
/// </summary>
public sealed class StartRelease(IDockerEngine engine, SwitchTo switching, GoBack back, ISwitchProbe probe)
{
    // Giving a name takes milliseconds, however many services there are.
    private static readonly TimeSpan NamesTake = TimeSpan.FromMinutes(1);

    /// <exception cref="ExpectedFailure">
    /// There is no release to start; or it did not come up: then the one before runs again, or the message says what runs. Or it runs and is
    /// proven, and could not be named the current one.
    /// </exception>
    /// <exception cref="ClaimsRefuted">Nothing ran before, and something else runs than the release says; or its tags name other images.</exception>
    /// <param name="project">The project.</param>
    /// <param name="named">
    /// The release this very run built, or that somebody named: that one is started and no other, whatever the engine holds besides. Null for
    /// the newest verified one (<see cref="ReleaseCatalogue.NextToStart"/>).
    /// </param>
    /// <param name="limit">How long services may take to become healthy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="mayGoBack">Whether a run that was stopped may still change containers; null for always.</param>
    public async Task<StartedRelease> RunAsync(
        ComposeProject project, ReleaseId? named, TimeSpan limit, CancellationToken cancellationToken, Func<bool>? mayGoBack = null)
    {
        ArgumentNullException.ThrowIfNull(project);

        var services = project.BuiltServices.Select(service => service.Name).ToArray();
        if (services.Length == 0)
        {
            // Any release would do for no services, and starting it would sweep away the services it has as orphans.
            throw new UsageFailure(
                $"Project '{project.Name}' has no service that is built, so no release of it can be started.",
                "Expected at least one service with 'build' in the compose file.",
                "Name the right file: ./build.sh --target=UpProd --compose-file=PATH");
        }

        var catalogue = await ReleaseCatalogue.ReadAsync(engine, project.Name, cancellationToken);
        var found = named is null ? catalogue.NextToStart(services) : catalogue.Find(named);
        var release = found is not null && (named is null ? found.IsCompleteFor(services) : found.CanStart(services)) ? found : throw new ExpectedFailure(
            named is null ? $"Project '{project.Name}' has no verified release to start." : $"Release {named} of project '{project.Name}' is no longer there to start.",
            $"Expected a verified image for each of: {string.Join(", ", services)}.",
            "Build one: ./build.sh --target=BuildProdUltraClean");

        await ClearFailureAsync(project, release, cancellationToken);
        await EnsureTagsStandAsync(project, release, cancellationToken);

        var before = Before(catalogue, release, services);
        StartedRelease started;
        try
        {
            var (claims, gaps) = await SwitchAsync(project, release, limit, cancellationToken);
            started = new(release.Id, [.. release.Images.Select(image => image.Image)], claims) { Gaps = gaps };
        }
        catch (EngineUnavailable)
        {
            // Nothing can be put back on an engine that is not there. The next start finds what there is and makes it whole.
            throw;
        }
        catch (OperationCanceledException) when (before is not null && cancellationToken.IsCancellationRequested && mayGoBack?.Invoke() != false)
        {
            // Half of one release and half of another is what nobody asked for. A second Ctrl-C ends the process at once.
            await back.RunAsync(project, before, limit);
            throw;
        }
        catch (ExpectedFailure failure) when (before is not null)
        {
            var note = await MarkFailedAsync(project, release);
            throw await back.AfterAsync(project, release.Id, before, limit, failure, note);
        }
        catch (ExpectedFailure failure) when (failure is DidNotComeUp or ClaimsRefuted)
        {
            throw ToBeLookedAt(failure);
        }

        // It runs and is proven: from here on nothing is a reason to go back, and a Ctrl-C ends the run after the names are whole.
        if (mayGoBack?.Invoke() == false)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        await MakeCurrentAsync(project, release, catalogue.Current);
        return started;
    }

    // Compose starts what a tag names. Whoever moved one meanwhile must not have another image started in the release's name.
    private async Task EnsureTagsStandAsync(ComposeProject project, Release release, CancellationToken cancellationToken)
    {
        var claims = new List<Claim>();
        foreach (var service in project.BuiltServices)
        {
            var tag = ReleaseTags.Verified(project.Name, service.Name, release.Id.Value);
            var named = await engine.FindImageAsync(tag, cancellationToken);
            claims.Add(new(service.Name, $"the tag {tag} names the verified image", release.ImageOf(service.Name)!.Image.Id, named?.Id));
        }

        if (claims.Any(claim => !claim.Holds))
        {
            throw new ClaimsRefuted(
                $"Release {release.Id} was not started: its tags do not name its images.",
                claims,
                "Nothing that runs was changed. Build it again: ./build.sh --target=BuildProdUltraClean");
        }
    }

    // Where nothing serves nobody is interrupted.
    private async Task<ISwitchWatch?> WatchAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        return (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Any(container => ownership.IsServicesOwn(container) && container.State == ContainerState.Running)
            ? await probe.BeginAsync(project, cancellationToken)
            : null;
    }

    // Not by the run's token: one service's name of one release and another's of another would be a release that never was.
    private async Task MakeCurrentAsync(ComposeProject project, Release release, Release? before)
    {
        using var time = new CancellationTokenSource(NamesTake);
        if (before is not null && before.Id != release.Id)
        {
            foreach (var image in before.Images)
            {
                await engine.TagAsync(image.Image.Id, ReleaseTags.Previous(project.Name, image.Service), time.Token);
            }
        }

        foreach (var image in release.Images.Where(image => !image.IsCurrent))
        {
            await engine.TagAsync(image.Image.Id, ReleaseTags.Current(project.Name, image.Service), time.Token);
        }
    }

    // What runs, if it is another and has proven once that it can; otherwise what last proved it.
    private static Release? Before(ReleaseCatalogue catalogue, Release release, string[] services) =>
        catalogue.Running.Where(running => running.IsCurrent || running.IsPrevious).Concat(catalogue.Current is { } current ? [current] : [])
            .FirstOrDefault(other => other.Id != release.Id && other.IsCompleteFor(services));

    private async Task<(IReadOnlyList<Claim> Claims, IReadOnlyList<ServiceGap> Gaps)> SwitchAsync(
        ComposeProject project, Release release, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using var watch = await WatchAsync(project, cancellationToken);
        var claims = await switching.RunAsync(project, release, limit, cancellationToken);
        return (claims, watch is null ? [] : await watch.EndAsync());
    }

    private static ExpectedFailure ToBeLookedAt(ExpectedFailure failure)
    {
        var next = $"No other release ran before that could be started again: the containers stay as they are, to be looked at.\n{failure.NextCommand}";
        return failure is ClaimsRefuted refuted
            ? new ClaimsRefuted(refuted.WhatFailed, refuted.Claims, next)
            : new ExpectedFailure(failure.WhatFailed, failure.ExpectedAndActual, next, failure);
    }

    // Remembered by the engine, so that nobody starts it again because it is the newest. Whoever names it may. That it could not be remembered
    // is said, and keeps nobody from going back.
    private async Task<string?> MarkFailedAsync(ComposeProject project, Release release)
    {
        using var time = new CancellationTokenSource(NamesTake);
        try
        {
            foreach (var image in release.Images)
            {
                await engine.TagAsync(image.Image.Id, ReleaseTags.Failed(project.Name, image.Service, release.Id.Value), time.Token);
                await engine.UntagAsync(ReleaseTags.Verified(project.Name, image.Service, release.Id.Value), time.Token);
            }

            return null;
        }
        catch (Exception unmarked) when (unmarked is ExpectedFailure or OperationCanceledException)
        {
            return $"Release {release.Id} could not be marked as failed, so that UpProd may start it again: {unmarked.Message}";
        }
    }

    private async Task ClearFailureAsync(ComposeProject project, Release release, CancellationToken cancellationToken)
    {
        foreach (var image in release.Images.Where(image => image.IsFailed))
        {
            await engine.TagAsync(image.Image.Id, ReleaseTags.Verified(project.Name, image.Service, release.Id.Value), cancellationToken);
            await engine.UntagAsync(ReleaseTags.Failed(project.Name, image.Service, release.Id.Value), cancellationToken);
        }
    }
}
