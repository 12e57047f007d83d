namespace Olympian.Deployment.Runs;

/// <summary>The marks that starts leave in the engine, for whoever talks to it from wherever.</summary>
public interface IStartMarks
{
    /// <summary>Leaves a mark, and removes the project's oldest beyond <see cref="Kept"/>.</summary>
    Task AddAsync(StartMark mark, CancellationToken cancellationToken);

    /// <summary>The project's marks, the oldest first.</summary>
    Task<IReadOnlyList<StartMark>> ListAsync(string project, CancellationToken cancellationToken);

    /// <summary>How many marks of a project stay.</summary>
    const int Kept = 20;
}
