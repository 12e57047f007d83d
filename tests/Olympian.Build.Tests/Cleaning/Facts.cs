using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Cleaning;

/// <summary>Engine facts of a project called <c>shop</c>, in few words.</summary>
internal static class Facts
{
    public const string First = "20260101-100000-aaaa";
    public const string Second = "20260102-100000-bbbb";
    public const string Third = "20260103-100000-cccc";
    public const string Fourth = "20260104-100000-dddd";

    public static readonly ImageFacts Bare = new("sha256:bare", [], [], new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, 0, ["sha256:base"], null);

    /// <summary>An image that this build made for <c>shop</c>; its id tells service and release.</summary>
    public static ImageFacts Image(string release, string service, params string[] tags) => Bare with
    {
        Id = $"sha256:{service}-{release}",
        Tags = tags,
        Labels = LabelsOf("shop", release, service),
        Bytes = 1000,
        Layers = ["sha256:base", $"sha256:{service}-{release}-layer"],
    };

    public static ImageFacts Verified(string release, string service, params string[] moreTags) =>
        Image(release, service, [$"shop/{service}:{release}", .. moreTags]);

    public static ImageFacts Candidate(string release, string service) => Image(release, service, $"shop/{service}:{release}.candidate");

    public static Dictionary<string, string> LabelsOf(string project, string release, string service) => new()
    {
        [ImageLabels.Project] = project,
        [ImageLabels.Release] = release,
        [ImageLabels.Service] = service,
    };

    /// <summary>A container of <c>shop</c>'s own stack.</summary>
    public static ContainerFacts Container(ImageFacts image, ContainerState state) =>
        Foreign(image, state, $"shop-{image.Labels.GetValueOrDefault(ImageLabels.Service, "thing")}") with
        {
            Labels = new Dictionary<string, string>(image.Labels) { [ProjectOwnership.ComposeProjectLabel] = "shop" },
        };

    /// <summary>Somebody's <c>docker run</c> of an image: it inherits the image's labels.</summary>
    public static ContainerFacts Foreign(ImageFacts image, ContainerState state, string name) => new(
        $"id-of-{name}-{image.Id}", name, image.Id, image.Id, state, ContainerHealth.None, image.Labels,
        DateTimeOffset.UnixEpoch, null, null, 0, "", 0, []);

    public static CacheRecord Cache(string id, string description, params string[] parents) =>
        new(id, parents, "regular", description, 10, DateTimeOffset.UnixEpoch, InUse: false, Shared: false);
}
