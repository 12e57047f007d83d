namespace Olympian.Deployment.Registries;

/// <summary>The registry gave something else than what it was asked for by name: damaged, cut off, replaced, changed on its way.</summary>
/// <param name="image">What was asked for.</param>
/// <param name="what">The manifest, configuration or layer that is not what it should be.</param>
/// <param name="expected">What it must be.</param>
/// <param name="actual">What it is.</param>
public sealed class RegistryWrongContent(RegistryImage image, string what, string expected, string actual) : RegistryFailure(
    $"The registry {image.Registry} holds {what} of {image.Repository} damaged.",
    $"Expected {expected}, got {actual}.",
    "Push the image to the registry again, or use another tag or digest. What is on this disk is not concerned; cleaning does not help.",
    isTransient: false,
    retryAfter: null,
    cause: null)
{
    /// <summary>The manifest, configuration or layer that is not what it should be.</summary>
    public string What { get; } = what;

    /// <summary>What it must be.</summary>
    public string Expected { get; } = expected;

    /// <summary>What it is.</summary>
    public string Actual { get; } = actual;
}
