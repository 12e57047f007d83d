using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Attestations;

/// <summary>
/// Holds an engine against an attestation: it has the very images, of the very layers, intact, saying the same of their source; and where the
/// project's containers run, they run these.
/// </summary>
public sealed class VerifyAttestation(IDockerEngine engine, IImageVerifier verifier)
{
    /// <param name="attestation">What is attested.</param>
    /// <param name="journal">Told how far the proof of the layers is.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <returns>Every claim, whether it holds or not.</returns>
    public async Task<IReadOnlyList<Claim>> RunAsync(
        Attestation attestation, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attestation);

        var ownership = new ProjectOwnership(attestation.Project);
        var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, attestation.Project, cancellationToken))
            .Where(ownership.IsServicesOwn).ToArray();

        var claims = new List<Claim>();
        var present = new List<ImageToVerify>();
        foreach (var image in attestation.Images)
        {
            var found = await engine.FindImageAsync(image.ImageId, cancellationToken);
            claims.Add(new(image.Service, "the attested image is in this engine", image.ImageId, found?.Id));
            if (found is not null)
            {
                present.Add(new(image.Service, found.Id));
                claims.AddRange(OfImage(attestation, image, found));
            }

            claims.AddRange(containers
                .Where(container => container.Labels.GetValueOrDefault(ImageLabels.Service) == image.Service)
                .Select(container => new Claim(image.Service, $"container {container.Name} runs the attested image", image.ImageId, container.ImageId)));
        }

        foreach (var one in attestation.Bases)
        {
            // A base that is gone is in the images themselves, as far as they stand on it.
            if (await engine.FindImageAsync(one.ImageId, cancellationToken) is not null)
            {
                present.Add(new($"base {one.Name}", one.ImageId));
            }
        }

        claims.AddRange(IntegrityClaims.Of(await verifier.RunAsync(present, [], journal, cancellationToken)));
        return claims;
    }

    private static IEnumerable<Claim> OfImage(Attestation attestation, AttestedImage attested, ImageFacts found) =>
    [
        new(attested.Service, "its layers are the attested ones", string.Join(' ', attested.Layers), string.Join(' ', found.Layers)),
        Label(attested, found, ImageLabels.Project, attestation.Project),
        Label(attested, found, ImageLabels.Release, attestation.Release),
        Label(attested, found, ImageLabels.SourceHash, attestation.SourceHash),
        Label(attested, found, ImageLabels.Commit, attestation.Commit),
        Label(attested, found, ImageLabels.CacheBust, attestation.CacheBust),
        Label(attested, found, ImageLabels.Bases, BaseRecord.LabelOf(attested.Bases)),
    ];

    private static Claim Label(AttestedImage attested, ImageFacts found, string label, string expected) =>
        new(attested.Service, $"image label {label} is as attested", expected, found.Labels.GetValueOrDefault(label));
}
