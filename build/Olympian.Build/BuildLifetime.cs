using Cake.Core;
using Cake.Frosting;
using Olympian.Build.Adapters;
using Olympian.Build.Tasks;
using System.Reflection;

namespace Olympian.Build;

/// <summary>Before the first target: what all of them need. After the last: how it ended.</summary>
public sealed class BuildLifetime(EngineGate engine, BuildOutcome outcome) : FrostingLifetime<BuildContext>
{
    /// <summary>
    /// Makes sure of the engine before anything is changed: a run that would fail at its third target for want of one
    /// must not have written settings at its first.
    /// </summary>
    public override void Setup(BuildContext context, ISetupContext info)
    {
        var users = info.TasksToExecute.Select(task => task.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var needed = Assembly.GetExecutingAssembly().GetTypes()
            .Any(type => users.Contains(type.Name) && type.GetCustomAttribute<TargetAttribute>() is { UsesEngine: true });

        if (needed)
        {
            engine.EnsureAsync(context, string.Join(' ', context.Options.Targets), context.Interrupted).GetAwaiter().GetResult();
        }
    }

    /// <summary>Keeps the failure: Cake's host turns every one into exit code 1.</summary>
    public override void Teardown(BuildContext context, ITeardownContext info) => outcome.Failure ??= info.ThrownException;
}
