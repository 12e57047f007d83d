using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Integrity;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Healing;

/// <summary>
/// The layers on an engine's disk, some of them damaged. A damaged one is written anew when something is pulled or loaded and nothing holds
/// it any more; until then it stays. Like the real one, the verifier looks only once at what it found sound, unless it is told to forget it.
/// </summary>
internal sealed class DiskDouble : IImageVerifier
{
    private readonly EngineDouble engine;
    private readonly HashSet<string> known = [];

    public DiskDouble(EngineDouble engine)
    {
        this.engine = engine;
        engine.Before = change =>
        {
            Meanwhile(change);
            if (change.StartsWith("pull ", StringComparison.Ordinal) || change.StartsWith("load ", StringComparison.Ordinal))
            {
                Damaged.RemoveWhere(chain => !IsHeld(chain));
                Damaged.UnionWith(Arriving);
            }
        };
    }

    /// <summary>The chain ids of damaged layers.</summary>
    public HashSet<string> Damaged { get; } = [];

    /// <summary>The chain ids of layers that a pull or a load writes damaged.</summary>
    public HashSet<string> Arriving { get; } = [];

    /// <summary>The disk fails.</summary>
    public bool Fails { get; set; }

    /// <summary>Called with each change of the engine's right before it is made.</summary>
    public Action<string> Meanwhile { get; set; } = _ => { };

    /// <summary>The titles that were looked into, one text a call.</summary>
    public List<string> Looks { get; } = [];

    public Task<IntegrityReport> RunAsync(
        IReadOnlyList<ImageToVerify> images, IReadOnlyList<Way> ways, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Looks.Add(string.Join(", ", images.Select(image => image.Title)));
        return Fails
            ? throw new StorageFailure("overlay2/a/diff/x", "Input/output error")
            : Task.FromResult(new IntegrityReport([.. images.Select(Look)], [], []));
    }

    public void Forget(IEnumerable<string> chainIds) => known.ExceptWith(chainIds);

    private VerifiedImage Look(ImageToVerify image)
    {
        var found = engine.Images.FirstOrDefault(one => one.Id == image.ImageId);
        var findings = new List<IntegrityFinding>();
        foreach (var chain in found is null ? ["nothing"] : LayerChain.IdsOf(found.Layers))
        {
            if (found is null || (Damaged.Contains(chain) && !known.Contains(chain)))
            {
                findings.Add(VerifierDouble.Finding(image, chain));
            }
            else
            {
                known.Add(chain);
            }
        }

        return new(image.Title, image.ImageId, found?.Layers.Count ?? 0, [Way.Store], findings);
    }

    private bool IsHeld(string chain) => engine.Kept.Contains(chain) || engine.Images.Any(image => LayerChain.IdsOf(image.Layers).Contains(chain));
}
