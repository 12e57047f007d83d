using System.Text.Json.Nodes;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Healing;

/// <summary>
/// Has the engine forget layers that it keeps though no image has them: exports and pulls that were cut off leave some, and so do two equal
/// builds side by side. They hold what they lie upon, and no command of Docker's shows or removes them.
/// </summary>
/// <remarks>
/// An image of exactly such layers is loaded, which needs no content because the engine has them, and removed again: with its last user a
/// layer goes. Whatever else uses one, the build cache for instance, keeps it; so nothing can be lost by it. Measured on engine 26.1.5: an
/// engine that miscounted the users of a layer keeps it even so, until it is restarted and counts anew.
/// </remarks>
public sealed class ReleaseOrphans(IDockerEngine engine, IStoreLocator locator)
{
    /// <param name="project">The project, for the name under which they are loaded.</param>
    /// <param name="chains">The chain ids of damaged layers: what lies upon them, without an image, is let go.</param>
    /// <param name="journal">Told what is let go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(string project, IReadOnlyCollection<string> chains, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chains);
        ArgumentNullException.ThrowIfNull(journal);

        var access = await locator.LocateAsync(await engine.InfoAsync(cancellationToken), cancellationToken);
        if (access.Store is not { } files)
        {
            // Without the engine's own files nobody can tell.
            return;
        }

        var entries = new OverlayStore(files).Entries();
        var used = (await engine.ImagesAsync(cancellationToken)).SelectMany(image => LayerChain.IdsOf(image.Layers)).ToHashSet(StringComparer.Ordinal);
        var orphans = entries.Keys.Where(chain => !used.Contains(chain) && StackOf(chain, entries).Any(chains.Contains)).ToHashSet(StringComparer.Ordinal);
        var tops = orphans.Where(chain => !orphans.Any(other => entries[other].Parent == chain)).Order(StringComparer.Ordinal);
        foreach (var (index, top) in tops.Index())
        {
            string[] diffIds = [.. StackOf(top, entries).Reverse().Select(chain => entries[chain].DiffId)];
            if (LayerChain.IdsOf(diffIds)[^1] != top)
            {
                journal.Warn($"the layer database's entry {top} does not say what it lies upon; it is left alone");
                continue;
            }

            var name = BaseCopy.NameOf(project, $"orphan-{index + 1}");
            try
            {
                await LoadAsync(name, diffIds, cancellationToken);
            }
            catch (DockerCommandFailure refusal)
            {
                // Whether it matters, the proof that follows will tell.
                journal.Warn($"the engine does not let go of {diffIds.Length} layers that no image has: {refusal.ExpectedAndActual}".ReplaceLineEndings(" "));
                continue;
            }
            finally
            {
                // Interrupted, too: the engine may have taken all of it.
                if (await engine.FindImageAsync(name, CancellationToken.None) is not null)
                {
                    await engine.UntagAsync(name, CancellationToken.None);
                }
            }

            journal.Tell($"let go of {diffIds.Length} layers that no image has any more and that held a damaged one");
        }
    }

    // The layer and those below it, downwards.
    private static IEnumerable<string> StackOf(string chain, IReadOnlyDictionary<string, (string DiffId, string? Parent)> entries)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = chain; at is not null && entries.TryGetValue(at, out var entry) && seen.Add(at); at = entry.Parent)
        {
            yield return at;
        }
    }

    private Task LoadAsync(string name, string[] diffIds, CancellationToken cancellationToken)
    {
        var configuration = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. diffIds.Select(id => JsonValue.Create(id))]),
            },
        };
        return engine.LoadAsync(
            (stream, token) => ImageArchive.WriteAsync(
                stream, name, ImageArchive.Json(configuration), [.. diffIds.Select((_, i) => new ImageArchive.Layer($"layer-{i + 1}", 0, _ => Task.CompletedTask))], token),
            cancellationToken);
    }
}
