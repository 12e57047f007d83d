using System.Globalization;
using System.Text;
using System.Text.Json;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Images that the engine lists and does not inspect, because the directory of a layer is gone or its ties are broken: what the list and the
/// engine's own files say of them. They can be named and healed by nobody who does not know what they are.
/// </summary>
public sealed class UninspectableImages(DockerCli cli, IStoreLocator locator)
{
    private const string Store = "image/overlay2";

    /// <summary>Those of the images that the engine's files tell of; none where they cannot be read.</summary>
    /// <param name="ids">The images' ids.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<IReadOnlyList<DockerAnswers.ImageInspect>> ReadAsync(
        IReadOnlyCollection<string> ids, EngineInfo engine, CancellationToken cancellationToken)
    {
        if ((await locator.LocateAsync(engine, cancellationToken)).Store is not { } store)
        {
            return [];
        }

        var listed = (await cli.RunAsync(new("image", "ls", "--all", "--no-trunc", "--digests", "--format", "json"), cancellationToken)).StandardOutput
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, DockerJson.Default.ListedImage)!)
            .ToLookup(image => image.ID);
        return [.. ids.Where(listed.Contains).Select(id => Read(id, listed[id], store)).OfType<DockerAnswers.ImageInspect>()];
    }

    private static DockerAnswers.ImageInspect? Read(string id, IEnumerable<DockerAnswers.ListedImage> names, IEngineStore store)
    {
        const string none = "<none>";
        if (store.Read($"{Store}/imagedb/content/{id.Replace(':', '/')}") is not { } bytes
            || JsonSerializer.Deserialize(bytes, DockerJson.Default.StoredConfiguration) is not { } configuration)
        {
            return null;
        }

        var layers = configuration.RootFs?.DiffIds ?? [];
        var rows = names.ToArray();
        return new(
            id,
            [.. rows.Where(row => row.Tag != none).Select(row => $"{row.Repository}:{row.Tag}").Distinct()],
            [.. rows.Where(row => row.Digest != none).Select(row => $"{row.Repository}@{row.Digest}").Distinct()],
            null,
            configuration.Created,
            LayerChain.IdsOf(layers).Sum(chain => SizeOf(chain, store)),
            configuration.Os,
            configuration.Architecture,
            configuration.Variant,
            configuration.Config,
            new(layers));
    }

    private static long SizeOf(string chain, IEngineStore store) =>
        store.Read($"{Store}/layerdb/{chain.Replace(':', '/')}/size") is { } size
        && long.TryParse(Encoding.ASCII.GetString(size), CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
}
