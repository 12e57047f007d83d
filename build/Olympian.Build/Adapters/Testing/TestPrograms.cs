using Cake.Common;
using Cake.Core;
using Cake.Core.IO;
using Olympian.Build.Options;
using Olympian.Deployment;
using Path = System.IO.Path;

namespace Olympian.Build.Adapters.Testing;

/// <summary>What tests and benchmarks run besides the engine; installed with <c>--bootstrap</c>.</summary>
public sealed class TestPrograms(Surroundings surroundings)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    // Programs that the tests run, with the Debian package that has them, as far as neither every Debian nor an engine's installation
    // brings them.
    private static readonly (string Program, string Package, string Use)[] Programs =
    [
        ("shellcheck", "shellcheck", "the shell scripts are part of what is tested"),
        ("busybox", "busybox-static", "the fault tests make their base images of it"),
        ("ip", "iproute2", "the fault tests give their engines a network of their own"),
        ("mkfs.ext4", "e2fsprogs", "the fault tests damage disks of their own"),
    ];

    // An ordinary user's PATH lacks the last two on Debian.
    private static readonly string[] SystemDirectories = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>Returns when they are there.</summary>
    /// <param name="context">The run.</param>
    /// <param name="more">What this run needs besides.</param>
    /// <exception cref="ExpectedFailure">One is not, and there is no consent to install it; or it could not be installed.</exception>
    public void Ensure(BuildContext context, params (string Program, string Package, string Use)[] more)
    {
        ArgumentNullException.ThrowIfNull(context);

        var missing = Programs.Concat(more).Where(row => !IsThere(context, row.Program)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        var packages = missing.Select(row => row.Package).ToArray();
        if (!context.Options.Bootstrap)
        {
            throw new ExpectedFailure(
                $"Programs that the tests run are not installed: {string.Join(", ", missing.Select(row => row.Program))}.",
                string.Join('\n', missing.Select(row => $"Expected {row.Program} in PATH: {row.Use}.")),
                $"Let them be installed: ./build.sh --target={context.Options.Targets[0]} --bootstrap; or by hand: apt-get install {string.Join(' ', packages)}");
        }

        context.Tell($"Installing {string.Join(", ", packages)} from Debian's packages (--bootstrap).");
        var exitCode = context.Within(Limit).StartProcess("bash", new ProcessSettings
        {
            Arguments = packages.Aggregate(
                new ProcessArgumentBuilder().AppendQuoted(Path.Combine(surroundings.Docker, "engine", "packages.sh")), (builder, package) => builder.Append(package)),
            WorkingDirectory = surroundings.Root,
        });
        if (exitCode != 0)
        {
            throw new ExpectedFailure(
                $"{string.Join(", ", packages)} could not be installed.",
                $"docker/engine/packages.sh ended with {exitCode}.",
                $"apt-get install {string.Join(' ', packages)}");
        }
    }

    private static bool IsThere(BuildContext context, string program) =>
        context.Tools.Resolve(program) is not null || SystemDirectories.Any(directory => File.Exists(Path.Combine(directory, program)));
}
