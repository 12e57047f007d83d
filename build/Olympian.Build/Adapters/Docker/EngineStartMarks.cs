using System.Globalization;
using System.Security.Cryptography;
using Olympian.Deployment.Images;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Marks as empty images, since labels of a container cannot be changed, and other labels would have compose replace a container that runs.
/// </summary>
public sealed class EngineStartMarks(IDockerEngine engine, EmptyImages images) : IStartMarks
{
    public async Task AddAsync(StartMark mark, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mark);

        var tag = $"{mark.At.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
        await images.LoadAsync($"olympian-history/{mark.Project}:{tag}", mark.ToLabels(), mark.At, cancellationToken);

        var all = await AllAsync(mark.Project, cancellationToken);
        foreach (var (old, _) in all.SkipLast(IStartMarks.Kept))
        {
            await engine.RemoveImageAsync(old.Id, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<StartMark>> ListAsync(string project, CancellationToken cancellationToken) =>
        [.. (await AllAsync(project, cancellationToken)).Select(one => one.Mark)];

    private async Task<IReadOnlyList<(ImageFacts Image, StartMark Mark)>> AllAsync(string project, CancellationToken cancellationToken) =>
    [
        .. (await engine.ImagesWithLabelAsync(StartMark.ProjectLabel, project, cancellationToken))
            .Select(image => (Image: image, Mark: StartMark.Of(image.Labels)))
            .Where(one => one.Mark is not null)
            .Select(one => (one.Image, one.Mark!))
            .OrderBy(one => one.Item2.At),
    ];
}
