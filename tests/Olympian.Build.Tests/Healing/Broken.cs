using Olympian.Build.Adapters.Registries;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Registries;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Healing;

/// <summary>
/// An engine whose base <c>registry.example/node:22</c> has a damaged lower layer, and everything that heals it. The registry has it sound.
/// </summary>
internal sealed class Broken
{
    public const string Node = "registry.example/node:22";

    public static readonly HandMadeImage Published = new(HandMadeLayer.Gzip("lower"), HandMadeLayer.Gzip("upper"));

    public Broken()
    {
        Disk = new(Engine);
        Registry = RegistryDouble.With(Published);
        Base = new(
            Published.Id, [Node], [$"registry.example/node@{Published.Digest}"], new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, 1000,
            [.. Published.Layers.Select(layer => layer.DiffId)], null)
        {
            Platform = "linux/amd64",
        };
        Engine.Images.Add(Base);
        Engine.Registry[Node] = Base;
        Engine.Registry[$"registry.example/node@{Published.Digest}"] = Base with { Tags = [] };
        Disk.Damaged.Add(Lower);
    }

    public EngineDouble Engine { get; } = new();

    public DiskDouble Disk { get; }

    public RegistryDouble Registry { get; }

    public HealingJournal Journal { get; } = new();

    public HurriedTime Time { get; } = new();

    public StoreAccess Store { get; set; } = LocatorDouble.NotRoot;

    public ImageFacts Base { get; }

    public string Lower => Chains[0];

    public IReadOnlyList<string> Chains => LayerChain.IdsOf(Base.Layers);

    public ResolvedBase Resolved => new(
        new(ImageReference.Parse(Node), null, BaseUse.Stage, "FROM in line 1"), Base, Base.Digests.Count > 0 ? Published.Digest : null);

    public RetryOnce Retry => new(Time, new Random(1));

    public LetGoOfLayers LetGo => new(Engine, new BuildFilesDouble(), new ReleaseOrphans(Engine, new LocatorDouble(Store)));

    public CopyBase Copy => new(Registry, new PublishedImages(Registry), Streams, Engine);

    public StreamsDouble Streams => new(Engine);

    public ObtainableLayers Obtainable => new(Registry, new PublishedImages(Registry), new LayerReader(Registry, new LayerDecompressor()));

    public HealBases HealBases => new(Engine, Disk, LetGo, Copy, Obtainable, Retry);

    public SweepDamage Sweep => new(Engine, Disk, LetGo, Retry);

    /// <summary>An image of <c>shop</c> upon the base.</summary>
    public ImageFacts Built(string release, string service)
    {
        var image = Facts.Verified(release, service) with { Layers = [.. Base.Layers, $"sha256:{service}-{release}-layer"] };
        image = image with
        {
            Labels = new Dictionary<string, string>(image.Labels) { [ImageLabels.Bases] = BaseRecord.LabelOf([Resolved.Record]) },
        };
        Engine.Images.Add(image);
        return image;
    }

    /// <summary>Somebody else's image upon the base.</summary>
    public ImageFacts Foreign(params string[] tags)
    {
        var image = Facts.Bare with { Id = "sha256:foreign", Tags = tags, Layers = [.. Base.Layers, "sha256:theirs"] };
        Engine.Images.Add(image);
        return image;
    }

    public ContainerFacts Run(ImageFacts image, ContainerState state)
    {
        var container = Facts.Container(image, state);
        Engine.Containers.Add(container);
        return container;
    }

    public Task<IntegrityReport> LookAsync() => Disk.RunAsync([new($"base {Node}", Base.Id)], [], Journal, default);
}
