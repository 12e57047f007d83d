using Cake.Common;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.Build;
using Cake.Core;
using Cake.Core.IO;
using Olympian.Build.Options;
using Olympian.Deployment;
using Path = System.IO.Path;

namespace Olympian.Build.Adapters.Testing;

/// <summary>Runs the benchmarks. They assert no speed: that is the machine's, and of whoever else works on it.</summary>
public sealed class BenchRun(Surroundings surroundings, TestPrograms programs)
{
    // 1 GB read in many ways, images of 5 GB, some thirty deployments.
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

    private static readonly (string Program, string Package, string Use)[] Opponents =
    [
        ("make", "make", "it is measured against"),
        ("openssl", "openssl", "its MD5 is the limit that a fingerprint is measured against"),
        ("git", "git", "it is measured against"),
    ];

    private const string Project = "Olympian.Benchmarks";

    /// <summary>Runs all of them, or with a filter those whose names contain it.</summary>
    /// <exception cref="ExpectedFailure">A benchmark failed, or none has that name.</exception>
    public void All(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        programs.Ensure(context, Opponents);
        var project = Path.Combine(surroundings.Root, "tests", Project);
        var output = Path.Combine(surroundings.Artifacts, "bench", "program");
        context.DotNetBuild(project, new DotNetBuildSettings { NoLogo = true, Configuration = "Release", Verbosity = DotNetVerbosity.Quiet, OutputDirectory = output });

        var arguments = new ProcessArgumentBuilder();
        if (context.Options.TestFilter is { } filter)
        {
            arguments.Append("--filter").AppendQuoted(filter);
        }

        var exitCode = context.Within(Limit).StartProcess(Path.Combine(output, OperatingSystem.IsWindows() ? $"{Project}.exe" : Project), new ProcessSettings
        {
            Arguments = arguments,
            WorkingDirectory = surroundings.Root,
            EnvironmentVariables = new Dictionary<string, string?> { ["OLYMPIAN_ROOT"] = surroundings.Root },
        });
        if (exitCode != 0)
        {
            throw new ExpectedFailure(
                "The benchmarks did not come to their end.", $"Expected exit code 0, found {exitCode}; what they said stands above.",
                "Those that did are in artifacts/bench.json. Run one alone: ./build.sh --target=Bench --filter=start-up");
        }
    }
}
