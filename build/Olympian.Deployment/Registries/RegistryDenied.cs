namespace Olympian.Deployment.Registries;

/// <summary>The registry, or who gives out its tokens, refuses: no credentials, wrong ones, or not for this repository.</summary>
/// <param name="image">What was asked for.</param>
/// <param name="reason">What was presented and what was answered; without secrets.</param>
public sealed class RegistryDenied(RegistryImage image, string reason) : RegistryFailure(
    $"The registry {image.Registry} refuses to give {image.Repository}.",
    reason,
    image.Registry == RegistryImage.DockerHub
        ? "See whether the name is right (Docker Hub also refuses what does not exist), or log in: docker login"
        : $"Log in with an account that may read it: docker login {image.Registry}",
    isTransient: false,
    retryAfter: null,
    cause: null);
