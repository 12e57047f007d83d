namespace Olympian.Deployment.Registries;

/// <summary>The registry cannot be reached, went away in the middle, or is in trouble itself (5xx).</summary>
/// <param name="image">What was asked for.</param>
/// <param name="reason">One sentence: what happened, and where.</param>
/// <param name="isTransient">Whether it may pass by itself; a certificate that is not trusted does not.</param>
/// <param name="retryAfter">How long the registry asked to be left alone; null when it did not say.</param>
/// <param name="cause">What was caught.</param>
public sealed class RegistryUnavailable(
    RegistryImage image, string reason, bool isTransient = true, TimeSpan? retryAfter = null, Exception? cause = null)
    : RegistryFailure(
        $"The registry {image.Registry} did not give {image}.",
        reason,
        $"See whether docker reaches it: docker buildx imagetools inspect {image}",
        isTransient,
        retryAfter,
        cause);
