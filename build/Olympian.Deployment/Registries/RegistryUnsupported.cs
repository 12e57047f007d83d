namespace Olympian.Deployment.Registries;

/// <summary>What the registry has is of a kind that cannot be checked here. Nothing is said of whether it is sound.</summary>
/// <param name="image">What was asked for.</param>
/// <param name="expected">The kinds that can.</param>
/// <param name="actual">What is there.</param>
public sealed class RegistryUnsupported(RegistryImage image, string expected, string actual) : RegistryFailure(
    $"{image} is published in a form that cannot be checked.",
    $"Expected {expected}; found {actual}.",
    "Push it again with a current docker, which writes a form that can be checked, or use another tag.",
    isTransient: false,
    retryAfter: null,
    cause: null);
