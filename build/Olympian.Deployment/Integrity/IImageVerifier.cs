using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>Proves that the layers of images are what was pulled or built.</summary>
public interface IImageVerifier
{
    /// <param name="images">The images; each once, whatever it is called.</param>
    /// <param name="ways">
    /// The ways to go; none for the strongest that the engine allows. <see cref="Way.Registry"/> goes beside the others and chooses none of them.
    /// </param>
    /// <param name="journal">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ExpectedFailure">A way that was asked for is not possible.</exception>
    /// <exception cref="StorageFailure">The engine's disk or its file system fails.</exception>
    Task<IntegrityReport> RunAsync(
        IReadOnlyList<ImageToVerify> images, IReadOnlyList<Way> ways, IVerificationJournal journal, CancellationToken cancellationToken);

    /// <summary>Forgets that these layers were found sound earlier in this run: something happened to them since.</summary>
    void Forget(IEnumerable<string> chainIds);
}
