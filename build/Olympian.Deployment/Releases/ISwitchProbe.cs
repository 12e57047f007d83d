using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>A client that asks for a project's pages while its containers are switched.</summary>
public interface ISwitchProbe
{
    /// <summary>Begins to ask for every path in <see cref="ComposeService.ProbePaths"/>, until the watch is ended or disposed.</summary>
    /// <param name="project">The project; one without such paths is asked for nothing.</param>
    /// <param name="cancellationToken">Ends the asking, too.</param>
    Task<ISwitchWatch> BeginAsync(ComposeProject project, CancellationToken cancellationToken);
}
