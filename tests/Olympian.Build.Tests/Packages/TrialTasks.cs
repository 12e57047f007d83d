using Cake.Core;
using Cake.Frosting;

namespace Olympian.Build.Tests.Packages;

// Task classes must be public to be found; that is itself one of the claims tested with them.
#pragma warning disable CA1034 // nested: they belong to no build, only to CakeHostTests

/// <summary>A small build to try the host with.</summary>
public static class TrialTasks
{
    public sealed class Journal
    {
        public List<string> Lines { get; } = [];
    }

    public sealed class Context(ICakeContext context, Journal journal) : FrostingContext(context)
    {
        public void Note(string line) => journal.Lines.Add(line);
    }

    public sealed class Lifetime : FrostingLifetime<Context>
    {
        public override void Setup(Context context, ISetupContext info) => context.Note($"setup for {info.TargetTask.Name}");

        public override void Teardown(Context context, ITeardownContext info) => context.Note($"teardown, {(info.Successful ? "well" : "failed")}");
    }

    public sealed class TaskLifetime : FrostingTaskLifetime<Context>
    {
        public override void Setup(Context context, ITaskSetupContext info) => context.Note($"before {info.Task.Name}");

        public override void Teardown(Context context, ITaskTeardownContext info) => context.Note($"after {info.Task.Name}");
    }

    [TaskDescription("The first of all")]
    public sealed class TrialFirst : AsyncFrostingTask<Context>
    {
        public override async Task RunAsync(Context context)
        {
            await Task.Yield();
            context.Note("first");
        }
    }

    [IsDependentOn(typeof(TrialFirst))]
    public sealed class TrialSecond : FrostingTask<Context>
    {
        public override void Run(Context context) => context.Note("second");
    }

    [TaskName("Trial-Last")]
    [IsDependentOn(typeof(TrialSecond))]
    [IsDependentOn(typeof(TrialFirst))]
    public sealed class TrialLast : FrostingTask<Context>
    {
        public override void Run(Context context) => context.Note("last");
    }

    [IsDependeeOf(typeof(TrialSecond))]
    public sealed class TrialUninvited : FrostingTask<Context>
    {
        public override void Run(Context context) => context.Note("uninvited");
    }

    public sealed class TrialFailing : FrostingTask<Context>
    {
        public override void Run(Context context) => throw new CakeException(42, "it broke");

        public override void Finally(Context context) => context.Note("finally");
    }

    public sealed class TrialForgiving : FrostingTask<Context>
    {
        public override void Run(Context context) => throw new CakeException("it broke");

        public override void OnError(Exception exception, Context context) => context.Note($"forgiven: {exception.Message}");
    }

    [ContinueOnError]
    public sealed class TrialCareless : FrostingTask<Context>
    {
        public override void Run(Context context) => throw new CakeException("it broke");
    }

    public sealed class TrialDone : FrostingTask<Context>
    {
        public override bool ShouldRun(Context context) => false;

        public override void Run(Context context) => context.Note("done again");
    }

    [IsDependentOn(typeof(TrialDone))]
    public sealed class TrialAfterDone : FrostingTask<Context>
    {
        public override void Run(Context context) => context.Note("after done");
    }

    public sealed class TrialArguments : FrostingTask<Context>
    {
        public override void Run(Context context)
        {
            foreach (var (name, values) in context.Arguments.GetArguments().OrderBy(argument => argument.Key, StringComparer.Ordinal))
            {
                context.Note($"{name}={string.Join('|', values)}");
            }
        }
    }

    public abstract class OtherContext(ICakeContext context) : FrostingContext(context);

    public sealed class TrialElsewhere : FrostingTask<OtherContext>
    {
        public override void Run(OtherContext context) => throw new InvalidOperationException("This task's context is never in use.");
    }

    internal sealed class TrialHidden : FrostingTask<Context>;

    // Not public, so that they spoil the graph only of the one test that asks for them.
    [IsDependentOn(typeof(TrialAfterCycle))]
    internal sealed class TrialCycle : FrostingTask<Context>;

    [IsDependentOn(typeof(TrialCycle))]
    internal sealed class TrialAfterCycle : FrostingTask<Context>;
}
