using System.Reflection;
using Cake.Core;
using Cake.Frosting;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Docker;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Adapters.Settings;
using Olympian.Build.Options;
using Olympian.Build.Tasks;
using Olympian.Deployment;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Room;
using Olympian.Deployment.Runs;
using Olympian.Deployment.Sources;

namespace Olympian.Build;

/// <summary>Before the first target: what all of them need. After the last: how it ended.</summary>
public sealed class BuildLifetime(
    EngineGate engine, DeploymentReader reader, FingerprintSource source, PortCheck ports, StrangerCheck strangers, BuildOutcome outcome,
    RunLock runLock, StackWatch stack, RunRecorder recorder, Interruption interruption,
    IDockerEngine facts, EngineEndpoint endpoint, EnsureRoom room, IDiskSpaces disks, EngineApi connection) : FrostingLifetime<BuildContext>
{
    // Below artifacts/, whole files alone: what a killed run was writing is beside them.
    private static readonly string[] WrittenTo = ["logs", "releases", "runs", "fingerprints"];

    /// <summary>
    /// Makes sure of the engine, writable directories, the source and free ports before anything is changed: a run that would fail at its third target for want of
    /// one must not have written settings at its first.
    /// </summary>
    public override void Setup(BuildContext context, ISetupContext info)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(info);

        // Cake performs a dry run's setup as well.
        if (context.Options.DryRun)
        {
            return;
        }

        var names = info.TasksToExecute.Select(task => task.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var targets = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => names.Contains(type.Name))
            .Select(type => type.GetCustomAttribute<TargetAttribute>())
            .OfType<TargetAttribute>()
            .ToArray();

        EnvFileMode.Tighten(context.Options.EnvFile, context.Warn);

        // Cake calls this synchronously, on a thread without a context that could wait for itself.
        EnsureAsync(context, targets).GetAwaiter().GetResult();
    }

    /// <summary>Keeps the failure: Cake's host turns every one into exit code 1.</summary>
    public override void Teardown(BuildContext context, ITeardownContext info)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(info);
        outcome.Failure ??= interruption.Reason ?? info.ThrownException;

        try
        {
            Tell(context);
        }
        finally
        {
            // Last, and whatever happened to the telling: what is done above is done under the lock.
            runLock.ReleaseAsync(context.Warn).GetAwaiter().GetResult();
            connection.Dispose();
        }
    }

    private void Tell(BuildContext context)
    {
        if (outcome.Failure is not null && Failures.AreOfAFullDisk(outcome.Failure))
        {
            TellOfTheDiskAsync(context).GetAwaiter().GetResult();
        }

        if (interruption.Happened)
        {
            outcome.LeftRunning = stack.AfterAsync().GetAwaiter().GetResult();
        }

        recorder.End(
            interruption is { Happened: true, Reason: null } ? RunOutcome.Interrupted : outcome.Failure is null ? RunOutcome.Succeeded : RunOutcome.Failed,
            interruption is { Happened: true, Reason: null } ? 130 : outcome.Failure is null ? 0 : Failures.ExitCodeOf(outcome.Failure),
            outcome.Failure is null ? null : Failures.MessageOf(outcome.Failure),
            context.Warn);
    }

    private async Task EnsureAsync(BuildContext context, IReadOnlyList<TargetAttribute> targets)
    {
        if (targets.Any(target => target.UsesEngine && !(target.WorksOffline && context.Options.Offline)))
        {
            await engine.EnsureAsync(context, string.Join(" --target=", context.Options.Targets), context.Interrupted);
        }

        var changing = targets.Where(target => Changes(target, context.Options)).ToArray();
        if (changing.Length > 0)
        {
            await LockAsync(context, onlyCleans: changing.All(target => target.Stage == Stage.Clean));
        }

        if (targets.Any(target => target.ReadsSource || target.PublishesPorts))
        {
            OutputDirectories.EnsureWritable(context.Surroundings);
        }

        if (targets.Any(target => target.ReadsSource))
        {
            BuildArguments.EnsureEpoch(context.Surroundings.Variable("SOURCE_DATE_EPOCH"));
            source.EnsureThere([.. (await reader.ReadAsync(null, context.Interrupted)).Project.BuiltServices.Select(service => service.Build!)]);
        }

        if (targets.Any(target => target.PublishesPorts))
        {
            var project = (await reader.ReadAsync(null, context.Interrupted)).Project;
            await strangers.EnsureNoneAsync(project.Name, context.Interrupted);
            await ports.EnsureFreeAsync(project, context.Interrupted);
        }

        if (targets.Any(target => target.Builds))
        {
            await EnsureRoomAsync(context);
        }

        // Not before: a run that is refused has touched nothing, and leaves no line.
        if (changing.Length > 0)
        {
            var artifacts = context.Surroundings.Artifacts;
            AbandonedFiles.Remove(
                [context.Options.EnvFile, context.Surroundings.BuildArgumentsFile, Path.Combine(artifacts, BaseImages.DecisionFiles)],
                [.. WrittenTo.Select(name => Path.Combine(artifacts, name)), Path.Combine(context.Surroundings.Root, "backups")]);
        }

        if (changing.Length > 0 || targets.Any(target => target.IsRecorded))
        {
            recorder.Begin(reader.ReadSettings().ProjectName, context.Warn);
        }
    }

    // Which disk is full: the engine says only what it could not write.
    private async Task TellOfTheDiskAsync(BuildContext context)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            var root = await LocalDataRootAsync(limit.Token);
            if (root is not null && disks.Of(root) is { } disk)
            {
                context.Warn($"The engine's data root {root} lies on the file system {disk.MountPoint}, which has {ByteCount.Show(disk.Free)} free. What runs was not changed by the build.");
            }
        }
        catch (Exception unknown) when (unknown is ExpectedFailure or OperationCanceledException)
        {
            // An engine without a byte to write may not answer; the failure itself is told.
            return;
        }
    }

    // Null for an engine elsewhere, whose disks cannot be seen from here.
    private async Task<string?> LocalDataRootAsync(CancellationToken cancellationToken) =>
        await endpoint.IsLocalAsync(cancellationToken) ? (await facts.InfoAsync(cancellationToken)).RootDirectory : null;

    private async Task EnsureRoomAsync(BuildContext context)
    {
        var root = await LocalDataRootAsync(context.Interrupted);
        var request = new RoomRequest(
            reader.ReadSettings().ProjectName, root, context.Surroundings.Root, context.Options.MinimumFree, context.Options.Keep);
        foreach (var unknown in await room.RunAsync(request, context.Interrupted))
        {
            context.Tell(unknown);
        }
    }

    private async Task LockAsync(BuildContext context, bool onlyCleans)
    {
        try
        {
            await runLock.TakeAsync(reader.ReadSettings().ProjectName, context.Tell);
        }
        catch (DockerCommandFailure refused) when (onlyCleans)
        {
            // On a full disk no lock can be made, by nobody; what makes room must not need room.
            context.Warn($"No other run holds the project's lock, and the engine cannot make one: {refused.Message}");
            context.Warn("Cleaning goes on without it, because it may be what makes room.");
        }
    }

    private static bool Changes(TargetAttribute target, RunOptions options) =>
        target is { UsesEngine: true, ReadsOnly: false } && !(target.Plans && options.Plan) && !(target.WorksOffline && options.Offline);
}
