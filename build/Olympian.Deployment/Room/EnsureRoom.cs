using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Room;

/// <summary>Makes sure, before anything is changed, that a build has room: one that runs out of it in the middle leaves everybody on the engine without.</summary>
public sealed class EnsureRoom(IDockerEngine engine, IDiskSpaces disks)
{
    /// <summary>What is asked for at least, in bytes, where nobody said otherwise.</summary>
    public const long Floor = 2_000_000_000;

    /// <param name="request">What is built where.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>What could not be known; empty when all could.</returns>
    /// <exception cref="ExpectedFailure">There is too little room. Nothing was changed.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(RoomRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        var images = await engine.ImagesWithLabelAsync(ImageLabels.Project, request.Project, cancellationToken);
        var containers = await engine.ContainersAsync(cancellationToken);
        var last = ReleaseCatalogue.Of(request.Project, images, containers).Releases.Select(release => release.Images.Sum(image => image.Image.Bytes)).FirstOrDefault();
        var needed = request.MinimumFree ?? Math.Max(Floor, 2 * last);
        if (needed == 0)
        {
            return [];
        }

        var unknown = new List<string>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (what, directory) in new[] { ("the engine's data root", request.EngineRoot), ("the work tree", request.WorkTree) })
        {
            if (directory is null || disks.Of(directory) is not { } disk)
            {
                unknown.Add($"The room on {what} is not known: it is not on this machine.");
            }
            else if (asked.Add(disk.MountPoint) && disk.Free < needed)
            {
                throw TooLittle(request, what, directory, disk, needed, last, images, containers);
            }
        }

        return unknown;
    }

    private static ExpectedFailure TooLittle(
        RoomRequest request, string what, string directory, DiskSpace disk, long needed, long last,
        IReadOnlyList<ImageFacts> images, IReadOnlyList<ContainerFacts> containers)
    {
        var freed = CleaningPlan.For(request.Project, new(images, containers, []), CleaningScope.OldReleases(request.Keep)).Removals.Sum(removal => removal.Bytes);
        return new(
            $"There is too little room on the file system {disk.MountPoint}, where {what} lies ({directory}).",
            $"Expected {ByteCount.Show(needed)} free ({(request.MinimumFree is null ? last == 0 ? "the least for a build" : $"the last release took {ByteCount.Show(last)}" : "--min-free")}), "
            + $"found {ByteCount.Show(disk.Free)}. Nothing was changed.",
            $"PruneImages would free up to {ByteCount.Show(freed)}: ./build.sh --target=PruneImages --plan; or ask for less: --min-free=500M");
    }
}
