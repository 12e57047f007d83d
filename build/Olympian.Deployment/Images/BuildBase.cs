namespace Olympian.Deployment.Images;

/// <summary>
/// An image that a build stood on: a stage's base, one that files were copied or mounted from, or that of the Dockerfile's syntax.
/// </summary>
/// <param name="Reference">As BuildKit resolved the name: <c>docker.io/library/node:22</c>.</param>
/// <param name="Digest">As <c>sha256:…</c>; null when the builder did not name one, as for an image that it found in the engine.</param>
public sealed record BuildBase(string Reference, string? Digest)
{
    /// <summary>The reference with its digest where there is one.</summary>
    public override string ToString() => Digest is null ? Reference : $"{Reference}@{Digest}";
}
