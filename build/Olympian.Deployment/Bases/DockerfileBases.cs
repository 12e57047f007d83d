using Olympian.Deployment.Images;

namespace Olympian.Deployment.Bases;

/// <summary>Tells, before a build, every image that it will stand on.</summary>
/// <remarks>
/// <para>
/// The rules are those of the Dockerfile reference and of BuildKit; tests hold them against BuildKit 0.13. Where newer builders read
/// a Dockerfile differently, and it matters to an image, the Dockerfile is refused: nothing is guessed.
/// </para>
/// <para>
/// Not seen: what the <c>ONBUILD</c> instructions of a base image take files from; an OCI layout used as a context, which is
/// no image of a registry; and arguments that buildx adds by itself, the proxies of docker's own configuration.
/// </para>
/// </remarks>
public static class DockerfileBases
{
    private const string Frontend = "BUILDKIT_SYNTAX";
    private const string DefaultPlatform = "DOCKER_DEFAULT_PLATFORM";
    private const string SourcePolicy = "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY";

    /// <summary>The images that the build's target stands on, each once for a platform, in the order of their first use.</summary>
    /// <param name="build">How the image is built.</param>
    /// <param name="dockerfile">The Dockerfile's text.</param>
    /// <param name="arguments">Build arguments added to those of the compose file; they win.</param>
    /// <param name="environment">The environment that the builder runs in.</param>
    /// <param name="enginePlatform">The engine's platform, as <c>linux/amd64</c> or in uname's words, <c>linux/x86_64</c>.</param>
    /// <exception cref="UsageFailure">An image cannot be told. The message names the line.</exception>
    public static IReadOnlyList<BaseReference> Of(
        ServiceBuild build,
        string dockerfile,
        IReadOnlyDictionary<string, string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string enginePlatform)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(dockerfile);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);

        if (!ImagePlatform.TryParse(enginePlatform, own: null, out var own))
        {
            throw new ArgumentException($"'{enginePlatform}' is no platform.", nameof(enginePlatform));
        }

        try
        {
            RefuseSourcePolicy(environment);

            var given = Given(build, arguments, environment);
            var text = DockerfileText.Read(dockerfile);
            var stages = StageReader.Stages(text);
            var globals = StageReader.GlobalArguments(text);
            var contexts = new NamedContexts(build.AdditionalContexts);

            return
            [
                .. FrontendOf(text, given)
                    .Concat(Targets(build, environment, own).SelectMany(target =>
                    {
                        var known = new GlobalArguments(given, own, target);
                        foreach (var (name, standard) in globals)
                        {
                            known.Declare(name, standard, text.Escape);
                        }

                        return new StageGraph(stages, contexts, known, text.Escape, own, target).BasesOf(build.Target);
                    }))
                    .DistinctBy(found => (found.Image, found.Platform)),
            ];
        }
        catch (DockerfileFault fault)
        {
            var file = build.Dockerfile ?? "The Dockerfile in the compose file";
            throw new UsageFailure(
                $"The images that the build of service '{build.Service}' stands on cannot be told.",
                $"{file}{(fault.Line is { } line ? $", line {line}" : "")}: {fault.Message}",
                "Mend that, or give what it lacks under the service's 'build' in the compose file: args, target, additional_contexts.",
                fault);
        }
    }

    // As buildx does: an argument without a value is taken from the environment, or not given.
    private static Dictionary<string, string> Given(
        ServiceBuild build, IReadOnlyDictionary<string, string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var given = new Dictionary<string, string>(arguments, StringComparer.Ordinal);
        foreach (var (name, value) in build.Arguments)
        {
            if ((value ?? environment.GetValueOrDefault(name)) is { } known)
            {
                given.TryAdd(name, known);
            }
        }

        return given;
    }

    private static IEnumerable<BaseReference> FrontendOf(DockerfileText text, Dictionary<string, string> given)
    {
        if (given.TryGetValue(Frontend, out var asked))
        {
            yield return FrontendIn($"the build argument {Frontend}", asked.Trim().Split(' ')[0], line: null);
        }
        else if (text.Frontend is var (image, line))
        {
            yield return FrontendIn($"# syntax in line {line}", image, line);
        }
    }

    private static BaseReference FrontendIn(string where, string name, int? line) =>
        ImageReference.TryParse(name, out var image)
            ? new(image, Platform: null, BaseUse.Frontend, where)
            : throw new DockerfileFault(line, $"'{name}', in {where}, is not the name of an image.");

    private static IReadOnlyList<ImagePlatform> Targets(
        ServiceBuild build, IReadOnlyDictionary<string, string> environment, ImagePlatform own)
    {
        IEnumerable<string> asked = build.Platforms.Count > 0 ? build.Platforms
            : environment.GetValueOrDefault(DefaultPlatform) is { Length: > 0 } standard ? [standard]
            : [];
        var targets = asked.SelectMany(platform => platform.Split(',')).Select(platform => platform.Trim()).Select(platform =>
            platform == "local" ? own
            : ImagePlatform.TryParse(platform, own, out var target) ? target
            : throw new DockerfileFault(null, $"it is to be built for '{platform}', which is no platform such as linux/amd64.")).ToArray();

        return targets.Length > 0 ? targets : [own];
    }

    private static void RefuseSourcePolicy(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault(SourcePolicy) is { Length: > 0 } policy)
        {
            throw new DockerfileFault(null, $"the source policy that {SourcePolicy} names, {policy}, may put other images in their place.");
        }
    }
}
