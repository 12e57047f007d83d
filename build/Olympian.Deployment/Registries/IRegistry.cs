namespace Olympian.Deployment.Registries;

/// <summary>Asks container registries, with what the docker client knows of them: their addresses, and the user's credentials.</summary>
/// <remarks>
/// All members throw <see cref="RegistryNotFound"/>, <see cref="RegistryDenied"/>, <see cref="RegistryRateLimited"/> or
/// <see cref="RegistryUnavailable"/> when the registry does not give it, and <see cref="OperationCanceledException"/> when the token ends
/// the call. None tries twice. The engine is asked once how it reaches registries: where it cannot be, its failures come through as
/// they are (those of <see cref="Images.IDockerCli"/>).
/// </remarks>
public interface IRegistry
{
    /// <summary>The digest that the image's tag has now. Registries do not count this as a pull.</summary>
    Task<string> DigestAsync(RegistryImage image, CancellationToken cancellationToken);

    /// <summary>The image's manifest, or its index where it is for several platforms.</summary>
    /// <exception cref="RegistryWrongContent">
    /// The bytes do not have the digest that was asked for, or for a tag, the one the registry says they have.
    /// </exception>
    Task<RegistryManifest> ManifestAsync(RegistryImage image, CancellationToken cancellationToken);

    /// <summary>
    /// A blob of the image's repository, as it comes: nothing is verified. Reading it throws <see cref="RegistryUnavailable"/> when the
    /// registry goes away in the middle. The caller disposes of it.
    /// </summary>
    Task<Stream> BlobAsync(RegistryImage image, string digest, CancellationToken cancellationToken);
}
