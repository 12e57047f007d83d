using Cake.Common;
using Cake.Core;
using Cake.Core.IO;
using Olympian.Deployment;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters;

/// <summary>
/// Nothing that needs the engine starts without one that can do the work; with <c>--bootstrap</c> a missing or stopped one is
/// installed and started first.
/// </summary>
public sealed class EngineGate(IDockerEngine engine, EngineEndpoint endpoint)
{
    // An installation downloads some 100 MB; engine.sh has a limit of its own for each of its steps.
    private static readonly TimeSpan BootstrapLimit = TimeSpan.FromMinutes(20);

    // The first whose --progress=rawjson was tried; docker/engine/engine.sh has the same number.
    private static readonly Version MinimumBuildx = new(0, 13);

    /// <summary>Returns once the engine answers and has buildx, new enough to tell what it does, and compose v2.</summary>
    /// <param name="context">The run.</param>
    /// <param name="target">The targets asked for, for the command an error names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ExpectedFailure">There is no such engine; the message names the command that brings one.</exception>
    public async Task EnsureAsync(BuildContext context, string target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        if (!context.Options.AllowInsecureEngine && await UnprotectedAsync(cancellationToken) is { } address)
        {
            throw new UsageFailure(
                $"The engine at {address} is spoken to in plain text: anybody on the way can read secrets, and be root on its host.",
                "Expected a socket, ssh:// or TLS (DOCKER_TLS_VERIFY=1). Nothing was sent but the question for its address.",
                $"Use ssh: DOCKER_HOST=ssh://user@{address.Host}; or, if you accept that: ./build.sh --target={target} --allow-insecure-engine");
        }

        try
        {
            Check(await engine.InfoAsync(cancellationToken), target);
        }
        catch (ExpectedFailure) when (context.Options.Bootstrap)
        {
            Bootstrap(context);
            engine.Forget();
            Check(await engine.InfoAsync(cancellationToken), target);
        }
    }

    private async Task<Uri?> UnprotectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await endpoint.UnprotectedAsync(cancellationToken);
        }
        catch (DockerMissing)
        {
            // Without the command nothing is sent to anybody; what follows says that it is missing.
            return null;
        }
    }

    private static void Check(EngineInfo info, string target)
    {
        if (info.BuildxVersion is null || info.ComposeVersion is null)
        {
            var missing = info.BuildxVersion is null ? "buildx" : "compose v2";
            throw new ExpectedFailure(
                $"The docker command has no {missing} plugin.",
                $"Expected the plugins buildx and compose; found buildx {info.BuildxVersion ?? "none"}, compose {info.ComposeVersion ?? "none"}.",
                $"Install it: ./build.sh --target={target} --bootstrap");
        }

        if (VersionOf(info.BuildxVersion) is { } buildx && buildx < MinimumBuildx)
        {
            throw new ExpectedFailure(
                "The docker command's buildx plugin is too old.",
                $"Expected buildx {MinimumBuildx} or newer, which records what a build does; found {info.BuildxVersion}.",
                $"Install a newer one: ./build.sh --target={target} --bootstrap");
        }
    }

    // Of 'v0.17.1-desktop.1' and '0.13.1+ds1' the numbers; null for a build of one's own that has none.
    private static Version? VersionOf(string text)
    {
        var numbers = string.Concat(text.TrimStart('v').TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
        return Version.TryParse(numbers, out var version) ? version : null;
    }

    private static void Bootstrap(BuildContext context)
    {
        var script = System.IO.Path.Combine(context.Surroundings.Docker, "engine", "engine.sh");
        if (OperatingSystem.IsWindows())
        {
            throw new ExpectedFailure(
                "A Docker engine cannot be installed from here on Windows.",
                null,
                "Install and start Docker Desktop, then run the same command again.");
        }

        context.Tell("No usable Docker engine answers; --bootstrap is consent to install and start one.");
        var exitCode = context.Within(BootstrapLimit).StartProcess("bash", new ProcessSettings
        {
            Arguments = new ProcessArgumentBuilder().AppendQuoted(script).Append("ensure"),
        });

        if (exitCode != 0)
        {
            throw new ExpectedFailure(
                "The Docker engine could not be installed and started.",
                $"Expected exit code 0 of docker/engine/engine.sh, found {exitCode}; what it said stands above.",
                "Mend what it names, then run the same command again.");
        }
    }
}
