namespace Olympian.Deployment.Registries;

/// <summary>The registry was asked too often (429).</summary>
/// <param name="image">What was asked for.</param>
/// <param name="retryAfter">How long it asked to be left alone; null when it did not say.</param>
public sealed class RegistryRateLimited(RegistryImage image, TimeSpan? retryAfter) : RegistryFailure(
    $"The registry {image.Registry} was asked too often.",
    retryAfter is { } wait
        ? FormattableString.Invariant($"Asked for {image}; it said 429 Too Many Requests, and to wait {Math.Ceiling(wait.TotalSeconds)} s.")
        : $"Asked for {image}; it said 429 Too Many Requests.",
    image.Registry == RegistryImage.DockerHub
        ? "Wait, or log in for a higher limit: docker login"
        : $"Wait, or log in for a higher limit: docker login {image.Registry}",
    isTransient: true,
    retryAfter: retryAfter,
    cause: null);
