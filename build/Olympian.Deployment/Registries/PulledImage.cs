namespace Olympian.Deployment.Registries;

/// <summary>An image of an engine's that came from a registry, as the engine describes it.</summary>
/// <param name="Origin">The registry's name for it: what the engine lists under its repository digests.</param>
/// <param name="Id">The engine's id of it, <c>sha256:…</c>.</param>
/// <param name="DiffIds">The diff ids of its layers, the base's first.</param>
/// <param name="Platform">The platform it is for.</param>
public sealed record PulledImage(RegistryImage Origin, string Id, IReadOnlyList<string> DiffIds, RegistryPlatform Platform);
