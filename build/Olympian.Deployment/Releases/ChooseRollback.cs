using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>Which release a rollback goes to.</summary>
public static class ChooseRollback
{
    /// <summary>
    /// The one that was named; otherwise the previous one, and where there is none that could be started the newest verified one that is
    /// older than what runs.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="catalogue">Its releases.</param>
    /// <param name="named">The id that was named; null for none.</param>
    /// <exception cref="UsageFailure">There is no such release.</exception>
    /// <exception cref="ExpectedFailure">There is none to go back to.</exception>
    public static Release Of(ComposeProject project, ReleaseCatalogue catalogue, string? named)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(catalogue);

        var services = project.BuiltServices.Select(service => service.Name).ToArray();
        var there = catalogue.Releases.Where(release => release.CanStart(services)).ToArray();
        if (named is not null)
        {
            return there.FirstOrDefault(release => release.Id.Value == named) ?? throw new UsageFailure(
                $"Project '{project.Name}' has no release '{named}' that could be started.",
                there.Length == 0 ? "Expected the id of a verified release; there is none."
                    : $"Expected one of: {string.Join(", ", there.Select(release => release.Id.Value))}.",
                "See them: ./build.sh --target=Releases");
        }

        var now = catalogue.Running.FirstOrDefault() ?? catalogue.Current;
        return there.FirstOrDefault(release => release is { IsPrevious: true, IsFailed: false } && release.Id != now?.Id)
            ?? there.FirstOrDefault(release => !release.IsFailed && (now is null || release.Id.CompareTo(now.Id) < 0))
            ?? throw new ExpectedFailure(
                $"Project '{project.Name}' has no release to go back to.",
                now is null ? "Nothing runs, and nothing is kept." : $"Release {now.Id} runs, and no verified release besides it is kept.",
                "See what is kept: ./build.sh --target=Releases; deploy what is on disk: ./build.sh --target=QuickDockerMulti");
    }
}
