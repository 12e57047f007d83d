using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Integrity;

/// <summary>Finds every image intact but those that a test names, and writes down what it was asked.</summary>
internal sealed class VerifierDouble : IImageVerifier, IVerificationJournal
{
    /// <summary>The chain ids of damaged layers by the id of an image; taken away, they are healed.</summary>
    public Dictionary<string, string[]> Damaged { get; } = [];

    /// <summary>The titles that were asked for, one text a call.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Called before each answer.</summary>
    public Action Before { get; set; } = () => { };

    public static IntegrityFinding Finding(ImageToVerify image, string chain) => new(
        Way.Store, [image.Title], [image.ImageId], new(1, 1, chain, chain, null), [], new(FaultKind.Content, null, "a", "b"));

    public Task<IntegrityReport> RunAsync(
        IReadOnlyList<ImageToVerify> images, IReadOnlyList<Way> ways, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        Calls.Add(string.Join(", ", images.Select(image => image.Title)));
        Before();
        return Task.FromResult(new IntegrityReport(
            [.. images.Select(image => new VerifiedImage(
                image.Title,
                image.ImageId,
                1,
                [Way.Store],
                [.. Damaged.GetValueOrDefault(image.ImageId, []).Select(chain => Finding(image, chain))]))],
            [],
            []));
    }

    public void Forget(IEnumerable<string> chainIds) => Calls.Add($"forget {string.Join(", ", chainIds)}");

    public void Progress(Way way, long done, long total)
    {
    }
}
