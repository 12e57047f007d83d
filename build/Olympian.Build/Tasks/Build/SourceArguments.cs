using Olympian.Build.Adapters.Compose;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tasks;

/// <summary>What GenerateBuildArgs does, for other targets that have to do it too.</summary>
public sealed class SourceArguments(BaseImages bases, GenerateArguments arguments, TimeProvider time)
{
    /// <summary>Decides on the bases, fingerprints the source, writes <c>.env.build</c>, and tells all of it.</summary>
    public async Task<BuildArguments> RunAsync(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var deployment = await bases.DecideAsync(context, context.Interrupted);
        var generated = arguments.Run(
            [.. deployment.Project.BuiltServices.Select(service => service.Build!)],
            deployment.Settings.SourcePath,
            time.GetUtcNow(),
            context.Surroundings.Variable("SOURCE_DATE_EPOCH"),
            context.Interrupted);

        foreach (var read in generated.Contexts)
        {
            context.Tell(FormattableString.Invariant(
                $"{read.Role}: {read.Snapshot.Files} files, {read.Snapshot.Bytes} bytes, read in {read.Snapshot.Elapsed.TotalMilliseconds:0} ms"));
        }

        context.Tell(generated.Arguments.ToText().TrimEnd());
        context.Tell($"Wrote {context.Surroundings.BuildArgumentsFile}");
        return generated.Arguments;
    }
}
