using System.Globalization;
using Olympian.Build.Adapters.Runs;
using Olympian.Build.Adapters.Sources;
using Olympian.Build.Options;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;
using Olympian.Docker.Tests.Healthy;

namespace Olympian.Benchmarks;

/// <summary>The pieces of this build's code that are measured in a process of their own.</summary>
internal static class Cases
{
    /// <summary>Prepares a case; running what is returned is what is measured.</summary>
    public static Func<Task> Named(string name, string[] arguments) => name switch
    {
        "fingerprint" => () => Task.Run(() => Fingerprint(new(), arguments[0])),
        "fingerprint-known" => () => Task.Run(() => Fingerprint(new(arguments[1], TimeProvider.System), arguments[0])),
        "verify" => Verification(arguments),
        "plan" => Plan(arguments[0]),
        "history" => History(arguments[0]),
        "releases" => Releases(int.Parse(arguments[0], CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"There is no case '{name}'.", nameof(name)),
    };

    // What Docker would be sent: without what is ignored.
    private static ContextSnapshot Fingerprint(SourceTree tree, string directory) =>
        tree.ReadContext(directory, tree.IgnoreFileOf(directory, null), CancellationToken.None);

    // Docker command, DOCKER_HOST, directory, way, image id.
    private static Func<Task> Verification(string[] arguments) => async () =>
    {
        using var verification = new ImageVerification(new(arguments[0], "./build.sh --target=Bench --bootstrap"), arguments[1], arguments[2]);
        var report = await verification.RunAsync([new ImageToVerify("bench", arguments[4])], Enum.Parse<Way>(arguments[3]));
        if (!report.IsClean)
        {
            throw new InvalidOperationException("A sound image was found damaged: its figures mean nothing.");
        }
    };

    private static Func<Task> Plan(string file) => async () => ComposeProject.Parse(await File.ReadAllTextAsync(file));

    private static Func<Task> History(string root) => () =>
    {
        var count = new RunHistory(new Surroundings(root, root, new Dictionary<string, string>())).Read().Count(line => line.Record is not null);
        return count > 0 ? Task.CompletedTask : throw new InvalidOperationException("The history could not be read.");
    };

    private static Func<Task> Releases(int count)
    {
        var images = Enumerable.Range(0, count).SelectMany(i => new[] { "backend", "frontend" }.Select(service => ReleaseOf(i, service))).ToArray();
        return () =>
        {
            var catalogue = ReleaseCatalogue.Of("bench", images, []);
            return catalogue.NewestVerified(["backend", "frontend"]) is not null
                ? Task.CompletedTask
                : throw new InvalidOperationException("No release was found.");
        };
    }

    private static ImageFacts ReleaseOf(int number, string service)
    {
        var time = DateTimeOffset.UnixEpoch.AddDays(20_000).AddMinutes(number);
        var id = string.Create(CultureInfo.InvariantCulture, $"{time:yyyyMMdd-HHmmss}-0a1b");
        return new(
            $"sha256:{service}-{id}", [$"bench/{service}:{id}"], [],
            new Dictionary<string, string> { [ImageLabels.Project] = "bench", [ImageLabels.Release] = id, [ImageLabels.Service] = service },
            time, 1000, ["sha256:base"], null);
    }
}
