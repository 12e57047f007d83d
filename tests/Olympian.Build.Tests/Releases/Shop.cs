using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Releases;

/// <summary>
/// A project called <c>shop</c>: <c>web</c> publishes a port and says which build it is, <c>worker</c> does neither, <c>store</c> is
/// not built here.
/// </summary>
internal static class Shop
{
    public const string First = "20261122-140102-9f3c";
    public const string Second = "20261123-080000-0a1b";

    public static readonly PublishedPort Port = new("0.0.0.0", 8080, 80, "tcp");

    public static readonly ComposeService Web = new(
        "web", "shop/web", BuildOf("web"), "shop-web",
        new Dictionary<string, string> { ["org.olympian.build-info-path"] = "/api/build-info" }, [Port]);

    public static readonly ComposeService Worker = new("worker", null, BuildOf("worker"), null, new Dictionary<string, string>(), []);

    public static readonly ComposeService Store = new("store", "mongo:7", null, null, new Dictionary<string, string>(), []);

    public static readonly ComposeProject Project = new("shop", [Store, Web, Worker], []);

    /// <summary>The source hash of <see cref="SourceTreeDouble"/> as it is at first.</summary>
    public static string SourceHash { get; } =
        new FingerprintSource(new SourceTreeDouble()).Run([Web.Build!, Worker.Build!], CancellationToken.None).Hash.Value;

    public static BuildArguments Arguments(string release) => BuildArguments.Parse(
        $"BUILD_DATE={release[..4]}-{release[4..6]}-{release[6..8]}T{release[9..11]}:{release[11..13]}:{release[13..15]}Z\n"
        + $"GIT_COMMIT=9f3c2a1\nSOURCE_HASH={SourceHash}\nCACHE_BUST={release}.9f3c2a1.{SourceHash}\n",
        ".env.build");

    /// <summary>What <c>/app/build_info.txt</c> of a release says.</summary>
    public static string InfoFile(string release)
    {
        var arguments = Arguments(release);
        return $"Build Date: {arguments.BuildDate}\nGit Commit: {arguments.GitCommit}\n"
            + $"Source Hash: {arguments.SourceHash}\nCache Bust: {arguments.CacheBust}\n";
    }

    /// <summary>What the application of a release answers.</summary>
    public static BuildInfo Answer(string release) => BuildInfo.Parse(InfoFile(release));

    /// <summary>A service's image of a release, with everything that is right about it.</summary>
    public static ImageFacts Image(string release, string service, params string[] tags) => new(
        $"sha256:{service}-{release}", tags, [], ImageLabels.Of("shop", service, Arguments(release)),
        Arguments(release).ReleaseId.Time.AddMinutes(1), 1000, ["sha256:base"], null);

    /// <summary>A verified image under its release's tag, and under more.</summary>
    public static ImageFacts Verified(string release, string service, params string[] moreTags) =>
        Image(release, service, [$"shop/{service}:{release}", .. moreTags.Select(tag => $"shop/{service}:{tag}")]);

    /// <summary>A healthy container of the stack.</summary>
    public static ContainerFacts Container(ImageFacts image, string name = "") => new(
        $"id-of-{image.Labels[ImageLabels.Service]}{name}", $"shop-{image.Labels[ImageLabels.Service]}{name}", image.Id, image.Tags[0],
        ContainerState.Running, ContainerHealth.Healthy,
        new Dictionary<string, string>(image.Labels) { [ProjectOwnership.ComposeProjectLabel] = "shop" },
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, 0, "", 0, []);

    /// <summary>The healthy container of the service that is not built here.</summary>
    public static ContainerFacts StoreContainer { get; } = new(
        "id-of-store", "shop-store", "sha256:mongo", "mongo:7", ContainerState.Running, ContainerHealth.Healthy,
        new Dictionary<string, string>
        {
            [ImageLabels.Project] = "shop",
            [ImageLabels.Service] = "store",
            [ProjectOwnership.ComposeProjectLabel] = "shop",
        },
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, 0, "", 0, []);

    /// <summary>Somebody's <c>docker run</c> of our image: it inherits our labels, and is none of ours.</summary>
    public static ContainerFacts Stranger(ImageFacts image) => Container(image, "-stranger") with { Labels = image.Labels };

    /// <summary>What <c>docker compose run</c> of a service left: it is the project's, and no part of what runs.</summary>
    public static ContainerFacts OneOff(ImageFacts image)
    {
        var container = Container(image, "-run-1");
        return container with { Labels = new Dictionary<string, string>(container.Labels) { ["com.docker.compose.oneoff"] = "True" } };
    }

    private static ServiceBuild BuildOf(string service) => new(
        service, "/somewhere/app", $"/somewhere/{service}/Dockerfile", null, null, new Dictionary<string, string?>(),
        new Dictionary<string, string>(), new Dictionary<string, string>(), [], null, [], []);
}
