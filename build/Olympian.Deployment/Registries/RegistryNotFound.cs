namespace Olympian.Deployment.Registries;

/// <summary>The registry answers, and does not have it.</summary>
/// <param name="image">Where it was looked for.</param>
/// <param name="what">What was looked for: <c>manifest sha256:…</c>, <c>blob sha256:…</c>.</param>
/// <param name="answer">The answer: its status, and the registry's own codes.</param>
public sealed class RegistryNotFound(RegistryImage image, string what, string answer) : RegistryFailure(
    $"The registry {image.Registry} does not have {what} of {image.Repository}.",
    $"Expected it to be there; the answer was {answer}.",
    $"See what is there: docker buildx imagetools inspect {image}",
    isTransient: false,
    retryAfter: null,
    cause: null)
{
    /// <summary>What was looked for.</summary>
    public string What { get; } = what;

    /// <summary>The answer: its status, and the registry's own codes.</summary>
    public string Answer { get; } = answer;
}
