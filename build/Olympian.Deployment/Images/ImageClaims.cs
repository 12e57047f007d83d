using System.Text;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Images;

/// <summary>What must be true of an image for it to be called built from this source.</summary>
public static class ImageClaims
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Its labels, all of them, say the build arguments.</summary>
    public static IEnumerable<Claim> OfLabels(string project, string service, ImageFacts image, BuildArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(image);

        return ImageLabels.Of(project, service, arguments)
            .Select(label => new Claim(service, $"image label {label.Key}", label.Value, image.Labels.GetValueOrDefault(label.Key)));
    }

    /// <summary>The file inside it says the build arguments.</summary>
    /// <param name="service">The service.</param>
    /// <param name="path">The file's path in the image.</param>
    /// <param name="content">The file's bytes; null when the image has none.</param>
    /// <param name="arguments">What it must say.</param>
    public static IEnumerable<Claim> OfBuildInfoFile(string service, string path, byte[]? content, BuildArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return OfBuildInfoFile(service, path, content, new BuildInfo(arguments.BuildDate, arguments.GitCommit, arguments.SourceHash, arguments.CacheBust));
    }

    /// <summary>The file, in an image or in a container of it, says what the image's labels say.</summary>
    public static IEnumerable<Claim> OfBuildInfoFile(string service, string path, byte[]? content, ImageFacts image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return OfBuildInfoFile(service, path, content, BuildInfo.OfLabels(image.Labels));
    }

    private static IEnumerable<Claim> OfBuildInfoFile(string service, string path, byte[]? content, BuildInfo expected) =>
        OfBuildInfo(service, path, expected, content is null ? null : BuildInfo.Parse(Encoding.UTF8.GetString(content)));

    /// <summary>Whoever was asked says what is expected.</summary>
    /// <param name="service">The service that was asked.</param>
    /// <param name="source">What was asked: a file or a URL path.</param>
    /// <param name="expected">What it must say.</param>
    /// <param name="said">What it said; null when nothing answered.</param>
    public static IEnumerable<Claim> OfBuildInfo(string service, string source, BuildInfo expected, BuildInfo? said)
    {
        ArgumentNullException.ThrowIfNull(expected);

        return
        [
            new(service, $"{source} Build Date", expected.BuildDate ?? "a build date", said?.BuildDate),
            new(service, $"{source} Git Commit", expected.GitCommit ?? "a commit", said?.GitCommit),
            new(service, $"{source} Source Hash", expected.SourceHash ?? "a source hash", said?.SourceHash),
            new(service, $"{source} Cache Bust", expected.CacheBust ?? "a cache bust", said?.CacheBust),
        ];
    }

    /// <summary>Every image that the build stood on is one that was pulled and proven before: by the builder's own record, digest by digest.</summary>
    /// <param name="service">The service.</param>
    /// <param name="proven">The images that were.</param>
    /// <param name="copies">Names of images that stood in for some of them.</param>
    /// <param name="record">What the builder says.</param>
    public static Claim OfBases(string service, IReadOnlyList<ResolvedBase> proven, IReadOnlyCollection<string> copies, BuildRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        string[] others = [.. record.Bases.Select(one => WhyNotProven(one, proven, copies)).OfType<string>()];
        var all = $"yes ({record.Bases.Count} of {record.Bases.Count})";
        return new(service, "every image it was built upon was proven before", all, others.Length == 0 ? all : $"no: {string.Join("; ", others)}");
    }

    private static string? WhyNotProven(BuildBase stoodOn, IReadOnlyList<ResolvedBase> proven, IReadOnlyCollection<string> copies)
    {
        var name = ImageReference.TryParse(stoodOn.Reference, out var parsed) ? parsed : null;
        if (name is not null && copies.Any(copy => ImageReference.Parse(copy) == name))
        {
            return null;
        }

        var known = proven.Where(one => one.Reference.Image == name).ToArray();
        return known.Length == 0 ? $"{stoodOn} was not looked into"
            : stoodOn.Digest is null || known.Any(one => one.Digest is null || one.Digest == stoodOn.Digest) ? null
            : $"{stoodOn} is another than the one that was looked into, {known[0].Digest}: its tag was moved meanwhile";
    }

    /// <summary>It is the image this run's builder made, and not one that bore the tag before.</summary>
    public static Claim OfOrigin(BuiltImage built, ImageFacts? found)
    {
        ArgumentNullException.ThrowIfNull(built);
        return new(built.Service, "image under the release's tag is the one this run built", built.ImageId, found?.Id);
    }

    /// <summary>
    /// It was made after the run began. Only for builds in which every instruction runs again: what comes out of the build cache is
    /// older by right.
    /// </summary>
    /// <remarks>The engine's clock may differ from ours; a minute of it is no lie.</remarks>
    public static Claim OfAge(string service, ImageFacts image, DateTimeOffset runBegan)
    {
        ArgumentNullException.ThrowIfNull(image);

        var fresh = image.Created >= runBegan - Tolerance;
        return new(service, "image was created in this run", "yes", fresh ? "yes" : $"created {image.Created.UtcDateTime:u}, the run began {runBegan.UtcDateTime:u}");
    }

    /// <summary>
    /// The builder did anew what the Dockerfile says, by its own record. Only for builds that may take nothing from the build cache.
    /// </summary>
    /// <remarks>
    /// A WORKDIR from the cache is told and is no fault: <c>--no-cache</c> does not reach it. A record that says nothing, or has a hole,
    /// proves nothing.
    /// </remarks>
    public static Claim OfInstructions(string service, BuildRecord record, DateTimeOffset runBegan)
    {
        ArgumentNullException.ThrowIfNull(record);

        var work = record.Instructions.Where(instruction => instruction.IsWork).ToArray();
        string[] against =
        [
            .. work.Select(instruction => Against(instruction, runBegan)).OfType<string>(),
            .. record.Missing.Select(missing => $"the builder's record lacks {missing}"),
            .. record.Instructions.Count == 0 ? ["the builder recorded no instruction"] : Array.Empty<string>(),
        ];
        var cached = record.Instructions.Where(instruction => instruction is { Keyword: "WORKDIR", Cached: true }).ToArray();
        var note = cached.Length == 0 ? "" : $"; from the cache, which --no-cache allows: {string.Join(", ", cached.AsEnumerable())}";
        var expected = record.Instructions.Count == 0 ? "yes"
            : work.Length == 0 ? $"yes (there is none{note})"
            : $"yes ({work.Length} of {work.Length}{note})";

        var actual = against.Length == 0 ? expected : $"no: {string.Join("; ", against)}";
        return new(service, "every RUN, COPY and ADD ran in this run", expected, actual);
    }

    private static string? Against(BuildInstruction instruction, DateTimeOffset runBegan) => instruction switch
    {
        { Cached: true } => $"{instruction} came from the build cache",
        { Ran: false } => $"{instruction} did not run to its end",
        { Started: { } started } when started < runBegan - Tolerance =>
            $"{instruction} ran {started.UtcDateTime:u}, the run began {runBegan.UtcDateTime:u}",
        _ => null,
    };
}
