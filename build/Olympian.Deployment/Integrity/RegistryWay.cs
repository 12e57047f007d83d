using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>
/// Holds images against the registries they came from: what the registry has hashes to what it is named, and the layers here are those. It
/// reads what the engine says of its layers and not the disk, so it goes with another way.
/// </summary>
internal sealed class RegistryWay(IDockerEngine engine, RegistryCheck check, CheckedLayers known, TimeProvider time)
{
    /// <exception cref="RegistryFailure">A registry does not answer, so that nothing can be said.</exception>
    public async Task<IntegrityReport> RunAsync(
        IReadOnlyList<ImageToVerify> images, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var verified = new List<VerifiedImage>();
        var (layers, bytes) = (0, 0L);
        foreach (var image in images.Where(image => image.Origin is not null).DistinctBy(image => image.ImageId))
        {
            if (await engine.FindImageAsync(image.ImageId, cancellationToken) is not { } facts)
            {
                // Another way has said so already.
                continue;
            }

            var before = bytes;
            var result = await check.RunAsync(
                new(image.Origin!, facts.Id, facts.Layers, RegistryPlatform.Parse(facts.Platform)),
                known,
                read => journal.Progress(Way.Registry, before + read, 0),
                cancellationToken);
            bytes += result.BytesRead;
            layers += result.LayersRead;
            verified.Add(new(
                image.Title, facts.Id, facts.Layers.Count, [Way.Registry], [.. result.Findings.Select(finding => Of(image, facts, finding))]));
        }

        string[] local = [.. images.Where(image => image.Origin is null).Select(image => image.Title).Distinct(StringComparer.Ordinal)];
        return new(
            verified,
            [new(
                Way.Registry,
                layers,
                bytes,
                time.GetElapsedTime(began),
                local.Length == 0 ? [] : [$"in no registry, made here: {string.Join(", ", local)}"])],
            []);
    }

    private static IntegrityFinding Of(ImageToVerify image, ImageFacts facts, RegistryFinding finding)
    {
        var position = finding.DiffId is null ? -1 : facts.Layers.ToList().IndexOf(finding.DiffId);
        var chains = LayerChain.IdsOf(facts.Layers);
        return new(
            Way.Registry,
            [image.Title],
            [image.ImageId],
            position < 0 ? null : new(position + 1, chains.Count, facts.Layers[position], chains[position], null),
            [],
            new(FaultKind.Registry, null, finding.Expected, $"{finding.Actual} ({finding.What} at {image.Origin!.Registry}: {Word(finding.Fault)})"));
    }

    private static string Word(RegistryFault fault) => fault switch
    {
        RegistryFault.Missing => "missing there",
        RegistryFault.Damaged => "damaged there",
        _ => "another than here",
    };
}
