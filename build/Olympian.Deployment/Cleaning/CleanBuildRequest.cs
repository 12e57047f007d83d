namespace Olympian.Deployment.Cleaning;

/// <summary>What a cleaning before a build is asked to do.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="BuildArgumentsFile">Absolute path of <c>.env.build</c>.</param>
/// <param name="PlanOnly">Tell what would go; remove nothing.</param>
/// <param name="Downloads">Remove the project's dependency downloads too.</param>
/// <param name="EverybodysBuildCache">Remove the build cache of everybody on this engine.</param>
public sealed record CleanBuildRequest(
    string Project,
    string BuildArgumentsFile,
    bool PlanOnly,
    bool Downloads,
    bool EverybodysBuildCache)
{
    /// <summary>How many verified releases stay besides the running, current and previous ones.</summary>
    public int Keep { get; init; }
}
