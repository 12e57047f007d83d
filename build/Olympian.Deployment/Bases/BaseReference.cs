namespace Olympian.Deployment.Bases;

/// <summary>An image that a build will stand on.</summary>
/// <param name="Image">The name the builder resolves, every variable filled in.</param>
/// <param name="Platform">The platform it is asked for, as <c>linux/arm64</c>; null for the engine's own.</param>
/// <param name="Use">By what the build stands on it first.</param>
/// <param name="Where">Where that is said, for messages: <c>FROM in line 3</c>.</param>
public sealed record BaseReference(ImageReference Image, string? Platform, BaseUse Use, string Where);
