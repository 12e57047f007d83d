namespace Olympian.Deployment.Integrity;

/// <summary>Where a verification tells how far it is.</summary>
public interface IVerificationJournal
{
    /// <summary>So many bytes of so many were read. Called often; whoever shows it decides how often.</summary>
    void Progress(Way way, long done, long total);
}
