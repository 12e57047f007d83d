using Olympian.Deployment.Integrity;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>Shows no progress: nobody watches.</summary>
internal sealed class SilentJournal : IVerificationJournal
{
    public void Progress(Way way, long done, long total)
    {
        // Nobody watches.
    }
}
