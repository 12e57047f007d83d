namespace Olympian.Deployment.Diagnosis;

/// <summary>A failure of a docker command, of which the catalogue says what kind it is.</summary>
public interface IDiagnosedFailure
{
    /// <summary>What the catalogue knows of it.</summary>
    LogDiagnosis Diagnosis { get; }

    /// <summary>The lines that were diagnosed.</summary>
    IReadOnlyList<string> Lines { get; }
}
