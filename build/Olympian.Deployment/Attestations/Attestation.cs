using Olympian.Deployment.Images;

namespace Olympian.Deployment.Attestations;

/// <summary>What is attested of a release: what was built, from what, with what, and what was proven of it.</summary>
/// <param name="Project">The project.</param>
/// <param name="Release">The release.</param>
/// <param name="SourceHash">The fingerprint of the source.</param>
/// <param name="Commit">The commit, as GIT_COMMIT says it.</param>
/// <param name="CacheBust">CACHE_BUST.</param>
/// <param name="BuildDate">BUILD_DATE.</param>
/// <param name="CacheUse">How much of the build cache the build might use.</param>
/// <param name="Images">The images, one a service.</param>
/// <param name="Versions">The versions of what built them, by name.</param>
/// <param name="Started">When the build began.</param>
/// <param name="Finished">When everything was proven.</param>
/// <param name="Ways">The ways in which layers were proven, and how much was read.</param>
/// <param name="Claims">Every claim that was checked, in words; all of them held.</param>
public sealed record Attestation(
    string Project,
    string Release,
    string SourceHash,
    string Commit,
    string CacheBust,
    string BuildDate,
    CacheUse CacheUse,
    IReadOnlyList<AttestedImage> Images,
    IReadOnlyDictionary<string, string> Versions,
    DateTimeOffset Started,
    DateTimeOffset Finished,
    IReadOnlyList<AttestedWay> Ways,
    IReadOnlyList<string> Claims)
{
    /// <summary>Every base under one of the images, each once.</summary>
    public IEnumerable<BaseRecord> Bases => Images.SelectMany(image => image.Bases).Distinct().OrderBy(one => one.Name, StringComparer.Ordinal);
}
