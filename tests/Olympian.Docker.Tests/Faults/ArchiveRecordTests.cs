using Olympian.Deployment;
using Olympian.Deployment.Integrity;
using Olympian.Docker.Tests.Healthy;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// Whichever byte of the record of a layer's archive is damaged, it is found: what the engine says of it when it saves the image depends on the byte, and
/// no word of its must be taken for anything but damage.
/// </summary>
/// <remarks>The bytes are taken at random; OLYMPIAN_SUITE=full takes more of them.</remarks>
[Parallelizable]
public sealed class ArchiveRecordTests
{
    private const int InFull = 400;
    private const int ByDefault = 40;

    [Test]
    public async Task Is_found_damaged_by_both_ways_whichever_byte_is_flipped()
    {
        var random = new Random(Seed.PrintedNumber());
        await using var engine = await TestEngine.StartNewAsync();
        await using var registry = await TestRegistry.StartAsync(engine);
        using var verification = new ImageVerification(engine);
        var published = FaultBase.Publish(registry, "recorded");
        await engine.AskAsync("image", "pull", "--quiet", registry.Reference(published));
        var image = new ImageToVerify("recorded", published.ConfigDigest);
        var record = new EngineStore(engine.DataRoot).LayersOf(image.ImageId)[1].TarSplit;
        var whole = await File.ReadAllBytesAsync(record);
        int[] bytes = [.. Enumerable.Range(0, whole.Length)];
        random.Shuffle(bytes);
        var missed = new List<string>();

        foreach (var at in bytes.Take(Suite.IsFull ? InFull : ByDefault))
        {
            var damaged = whole.ToArray();
            damaged[at] ^= (byte)(1 << random.Next(8));
            if (GzipFile.SaysTheSame(whole, damaged))
            {
                continue;
            }

            await File.WriteAllBytesAsync(record, damaged);
            foreach (var way in (Way[])[Way.Store, Way.Save])
            {
                if (await WhyMissedAsync(verification, image, way) is { } why)
                {
                    missed.Add($"{way.Word()}: byte {at} of {whole.Length}: 0x{whole[at]:x2} -> 0x{damaged[at]:x2}: {why}");
                }
            }
        }

        Assert.That(missed, Is.Empty);
        await File.WriteAllBytesAsync(record, whole);
        Assert.That((await verification.RunAsync([image], Way.Store)).IsClean);
        Assert.That((await verification.RunAsync([image], Way.Save)).IsClean);
    }

    private static async Task<string?> WhyMissedAsync(ImageVerification verification, ImageToVerify image, Way way)
    {
        try
        {
            return (await verification.RunAsync([image], way)).IsClean ? "called intact" : null;
        }
        catch (ExpectedFailure unknown)
        {
            return unknown.ExpectedAndActual;
        }
    }
}
