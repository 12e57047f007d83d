using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Cleaning;

/// <summary>
/// What a cleaning would remove and what it leaves, each with its reason. Computed from the engine's facts alone; carrying it out
/// is <see cref="Cleaner"/>'s.
/// </summary>
/// <remarks>
/// Ownership is by exact label, by id and by the exact names this build gives. Volumes and networks are in no plan, whatever the
/// scope: there is no <see cref="ItemKind"/> for them.
/// </remarks>
public sealed class CleaningPlan
{
    private readonly List<Removal> removals = [];
    private readonly List<Kept> kept = [];

    private readonly ProjectOwnership ownership;
    private readonly EngineSnapshot snapshot;
    private readonly CleaningScope scope;
    private readonly ReleaseCatalogue catalogue;

    private CleaningPlan(string project, EngineSnapshot snapshot, CleaningScope scope)
    {
        ownership = new ProjectOwnership(project);
        this.snapshot = snapshot;
        this.scope = scope;
        catalogue = ReleaseCatalogue.Of(project, snapshot.Images, snapshot.Containers);
    }

    /// <summary>What goes, in the order in which it must go: containers, images, then build cache, the youngest record first.</summary>
    public IReadOnlyList<Removal> Removals => removals;

    /// <summary>What stays.</summary>
    public IReadOnlyList<Kept> Kept => kept;

    /// <param name="project">The project's name.</param>
    /// <param name="snapshot">The engine's facts.</param>
    /// <param name="scope">How far to go.</param>
    public static CleaningPlan For(string project, EngineSnapshot snapshot, CleaningScope scope)
    {
        var plan = new CleaningPlan(project, snapshot, scope);
        plan.AddContainers();
        plan.AddImages();
        if (scope.BuildCache)
        {
            plan.AddCache();
        }

        return plan;
    }

    private void AddContainers()
    {
        if (!scope.StoppedContainers)
        {
            return;
        }

        foreach (var container in snapshot.Containers.Where(ownership.Owns).OrderBy(container => container.Name, StringComparer.Ordinal))
        {
            if (IsStopped(container))
            {
                removals.Add(new Removal(
                    ItemKind.Container, container.Id, container.Name, 0, $"it belongs to this project and is {Word(container.State)}", []));
            }
            else
            {
                kept.Add(new Kept(ItemKind.Container, container.Name, 0, $"it is {Word(container.State)}"));
            }
        }
    }

    private void AddImages()
    {
        var protectedReleases = ProtectedReleases();
        foreach (var image in snapshot.Images.Where(ownership.Owns).OrderByDescending(image => image.Created).ThenBy(image => image.Id, StringComparer.Ordinal))
        {
            var names = ownership.NamesOf(image);
            var foreign = ownership.ForeignNamesOf(image);
            var title = names.Concat(foreign).FirstOrDefault() ?? $"<untagged> {Short(image.Id)}";

            if (ReasonToKeep(image, names, foreign, protectedReleases) is { } reason)
            {
                kept.Add(new Kept(ItemKind.Image, title, image.Bytes, reason));
                RemoveStaleCandidateName(image, names);
            }
            else if (foreign.Count > 0)
            {
                kept.Add(new Kept(ItemKind.Image, foreign[0], image.Bytes, $"somebody else named it {string.Join(" and ", foreign)}"));
                removals.Add(new Removal(
                    ItemKind.ImageName, image.Id, string.Join(", ", names), 0, "only our names go; the image is somebody else's too", names));
            }
            else
            {
                removals.Add(new Removal(ItemKind.Image, image.Id, title, image.Bytes, ReasonToRemove(names), names));
            }
        }
    }

    private string? ReasonToKeep(
        ImageFacts image, IReadOnlyList<string> names, IReadOnlyList<string> foreign, Dictionary<ReleaseId, string> protectedReleases)
    {
        if (UserOf(image) is { } user)
        {
            return $"container {user.Name} ({Word(user.State)}) uses it";
        }

        if (names.Count == 0 && foreign.Count > 0)
        {
            return "it is named by somebody else alone";
        }

        if (names.Count == 0 && IsBuiltUponOurs(image))
        {
            return "it is built upon one of our images by somebody else";
        }

        var tags = names.Select(name => name[(name.LastIndexOf(':') + 1)..]).ToArray();
        if (tags.Contains("current"))
        {
            return "it is the current release";
        }

        if (tags.Contains("previous"))
        {
            return "it is the previous release";
        }

        // A release is kept whole: what runs as one is switched back to as one. Its failed attempts are not part of it.
        return names.Any(name => !ReleaseTags.IsCandidate(name) && !ReleaseTags.IsFailed(name))
            && ReleaseId.TryParse(image.Labels.GetValueOrDefault(ImageLabels.Release), out var id)
            && protectedReleases.TryGetValue(id, out var reason)
                ? reason
                : null;
    }

    /// <summary>A crash between the two tags of verification leaves both; the candidate's says what is not so.</summary>
    private void RemoveStaleCandidateName(ImageFacts image, IReadOnlyList<string> names)
    {
        var candidates = names.Where(ReleaseTags.IsCandidate).ToArray();
        if (candidates.Length > 0 && candidates.Length < names.Count)
        {
            removals.Add(new Removal(
                ItemKind.ImageName, image.Id, string.Join(", ", candidates), 0, "the image was verified; it is no candidate any more", candidates));
        }
    }

    private Dictionary<ReleaseId, string> ProtectedReleases()
    {
        var releases = new Dictionary<ReleaseId, string>();
        foreach (var release in catalogue.Releases
            .Where(release => release is { IsRunning: false, IsCurrent: false, IsPrevious: false } && release.Images.Any(image => image.IsVerified))
            .Take(scope.KeptReleases))
        {
            releases[release.Id] = $"its release is one of the newest {scope.KeptReleases}";
        }

        foreach (var release in catalogue.Releases)
        {
            var reason = release switch
            {
                { IsRunning: true } => "its release is running",
                { IsCurrent: true } => "its release is current",
                { IsPrevious: true } => "its release is the previous one",
                _ => null,
            };

            if (reason is not null)
            {
                releases[release.Id] = reason;
            }
        }

        return releases;
    }

    private ContainerFacts? UserOf(ImageFacts image) =>
        snapshot.Containers.FirstOrDefault(container => container.ImageId == image.Id && !GoesFirst(container));

    private bool GoesFirst(ContainerFacts container) => scope.StoppedContainers && ownership.Owns(container) && IsStopped(container);

    // Labels are inherited by FROM: an untagged image whose layers continue those of an image with the same claims is not the original.
    private bool IsBuiltUponOurs(ImageFacts image) => snapshot.Images.Any(other =>
        other.Id != image.Id
        && ownership.Owns(other)
        && SameClaim(image, other)
        && other.Layers.Count < image.Layers.Count
        && image.Layers.Take(other.Layers.Count).SequenceEqual(other.Layers, StringComparer.Ordinal));

    private static bool SameClaim(ImageFacts one, ImageFacts other) =>
        one.Labels.GetValueOrDefault(ImageLabels.Release) == other.Labels.GetValueOrDefault(ImageLabels.Release)
        && one.Labels.GetValueOrDefault(ImageLabels.Service) == other.Labels.GetValueOrDefault(ImageLabels.Service);

    private void AddCache()
    {
        var owners = new CacheOwnership(ownership.Project, snapshot.Cache);
        var going = snapshot.Cache.Where(record => !record.InUse && (owners.Owns(record) || (scope.Downloads && owners.OwnsMount(record))))
            .ToDictionary(record => record.Id, StringComparer.Ordinal);

        // Left alone with nothing upon them nobody could tell any more whose they are, and they would hold a base's layers, damaged ones too.
        // Records that tell of which image they are can wait until that matters.
        BasePointers.AddUnder(snapshot.Cache, snapshot.Cache.Where(BasePointers.IsUntold), going);

        // What stands on a record holds it; so whatever stays keeps all that it stands on.
        var held = new HashSet<string>(StringComparer.Ordinal);
        var parents = snapshot.Cache.ToDictionary(record => record.Id, record => record.Parents, StringComparer.Ordinal);
        var open = new Stack<string>(snapshot.Cache.Where(record => !going.ContainsKey(record.Id)).Select(record => record.Id));
        while (open.TryPop(out var id))
        {
            foreach (var parent in parents.GetValueOrDefault(id, []).Where(held.Add))
            {
                open.Push(parent);
            }
        }

        foreach (var record in snapshot.Cache.Where(record => going.ContainsKey(record.Id) && !held.Contains(record.Id)).OrderByDescending(record => record.Created))
        {
            removals.Add(new Removal(
                ItemKind.CacheRecord,
                record.Id,
                BasePointers.NameOf(record),
                record.Shared || BasePointers.IsUntold(record) ? 0 : record.Bytes,
                CacheOwnership.IsMount(record) ? "a download cache of this project, and --clean-download-cache was given"
                    : BasePointers.IsUntold(record) ? "nothing but builds of this project stood upon it"
                    : "a build of this project made it",
                []));
        }

        foreach (var group in snapshot.Cache
            .Where(record => !going.ContainsKey(record.Id) || held.Contains(record.Id))
            .GroupBy(record => ReasonToKeep(record, owners, going.ContainsKey(record.Id)))
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            kept.Add(new Kept(ItemKind.CacheRecord, group.Count() == 1 ? "1 record" : $"{group.Count()} records", group.Sum(record => record.Bytes), group.Key));
        }
    }

    private static string ReasonToKeep(CacheRecord record, CacheOwnership owners, bool isHeld) =>
        isHeld ? "something that stays stands on them"
        : owners.Owns(record) || owners.OwnsMount(record)
            ? record.InUse ? "a build uses them now" : "downloads of this project; --clean-download-cache removes them"
            : "not provably of this project";

    private static string ReasonToRemove(IReadOnlyList<string> names) =>
        names.Count == 0 ? "it has no name any more and no container uses it"
        : names.All(ReleaseTags.IsCandidate) ? "it was never verified, and no container uses it"
        : names.All(name => ReleaseTags.IsFailed(name) || ReleaseTags.IsCandidate(name)) ? "its release did not come up, and no container uses it"
        : "its release is neither running, current, previous nor kept, and no container uses it";

    private static bool IsStopped(ContainerFacts container) =>
        container.State is ContainerState.Created or ContainerState.Exited or ContainerState.Dead;

    private static string Word(ContainerState state) =>
        state == ContainerState.Unknown ? "in a state unknown to this build" : state.ToString().ToLowerInvariant();

    private static string Short(string id) => id.Replace("sha256:", "", StringComparison.Ordinal) is { Length: > 12 } digest ? digest[..12] : id;
}
