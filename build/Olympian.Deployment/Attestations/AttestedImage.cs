using Olympian.Deployment.Images;

namespace Olympian.Deployment.Attestations;

/// <summary>An image that is attested.</summary>
/// <param name="Service">The service.</param>
/// <param name="Name">The name it was released under.</param>
/// <param name="ImageId">Its id, <c>sha256:…</c>.</param>
/// <param name="Layers">The diff ids of its layers, the lowest first.</param>
/// <param name="Bases">The images it was built upon.</param>
public sealed record AttestedImage(
    string Service, string Name, string ImageId, IReadOnlyList<string> Layers, IReadOnlyList<BaseRecord> Bases);
