using Cake.Common;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.Test;
using Cake.Core;
using Cake.Core.IO;
using Olympian.Build.Options;
using Path = System.IO.Path;

namespace Olympian.Build.Adapters.Testing;

/// <summary>Runs everything that can fail: formatting, shell scripts, unit tests, and the tests on a real engine.</summary>
/// <remarks>A part that fails does not stop the others: who mends the project wants to see all of it at once.</remarks>
public sealed class TestRun(Surroundings surroundings, TestPrograms programs)
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnitLimit = TimeSpan.FromMinutes(10);

    // A whole run is to end within the 90 minutes that CI gives it, on a busy machine too; in full it may take what it takes, but not for ever.
    private static readonly TimeSpan DockerLimit = TimeSpan.FromMinutes(75);
    private static readonly TimeSpan FullLimit = TimeSpan.FromHours(6);

    private static readonly string[] Projects = ["Olympian.Build.Tests", "Olympian.Docker.Tests"];

    /// <summary>Runs all of it, or with a filter the tests it names.</summary>
    public TestTally All(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // A part of the tests may need none of them.
        if (context.Options.TestFilter is null || context.Options.Bootstrap)
        {
            programs.Ensure(context);
        }

        var tally = TestTally.None;
        if (context.Options.TestFilter is null)
        {
            tally += Check(context, "dotnet format", "dotnet", "format", SolutionPath, "--verify-no-changes");
            tally += ShellScripts(context);
        }

        context.DotNetBuild(SolutionPath, new() { NoLogo = true, Verbosity = DotNetVerbosity.Minimal });
        return Projects.Aggregate(tally, (sum, project) => sum + Tests(context, project));
    }

    private string SolutionPath => Path.Combine(surroundings.Root, "Olympian.slnx");

    private TestTally Tests(BuildContext context, string project)
    {
        var results = Path.Combine(surroundings.Artifacts, "test-results", $"{project}.trx");
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);

        try
        {
            context.Within(Limit(context, project)).DotNetTest(
                Path.Combine(surroundings.Root, "tests", project, $"{project}.csproj"),
                new DotNetTestSettings
                {
                    NoBuild = true,
                    NoLogo = true,
                    ResultsDirectory = Path.GetDirectoryName(results),
                    Loggers = [$"trx;LogFileName={Path.GetFileName(results)}", "console;verbosity=normal"],
                    Filter = context.Options.TestFilter is { } filter ? $"FullyQualifiedName~{filter}" : null,
                    EnvironmentVariables = new Dictionary<string, string>
                    {
                        ["OLYMPIAN_SUITE"] = context.Options.FullSuite ? "full" : "default",
                        ["OLYMPIAN_ROOT"] = surroundings.Root,
                    },
                });
        }
        catch (CakeException)
        {
            // Which tests failed is in the results; that none are there is a failure of its own.
        }

        return File.Exists(results) ? TestResults.Read(results) : TestTally.Of($"{project}: the run wrote no results", passed: false);
    }

    private static TimeSpan Limit(BuildContext context, string project) =>
        project == Projects[0] ? UnitLimit : context.Options.FullSuite ? FullLimit : DockerLimit;

    private TestTally ShellScripts(BuildContext context)
    {
        var scripts = new[] { "build.sh", Path.Combine(".ci", "run") }
            .Concat(Directory.EnumerateFiles(surroundings.Docker, "*.sh", SearchOption.AllDirectories)
                .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)))
            .Select(file => Path.GetFullPath(file, surroundings.Root))
            .ToArray();
        return Check(context, "shellcheck", "shellcheck", ["--external-sources", .. scripts]);
    }

    private static TestTally Check(BuildContext context, string name, string tool, params string[] arguments) =>
        TestTally.Of(name, Run(context, tool, arguments) == 0);

    private static int Run(BuildContext context, string tool, params string[] arguments) =>
        context.Within(CheckLimit).StartProcess(tool, new ProcessSettings
        {
            Arguments = arguments.Aggregate(new ProcessArgumentBuilder(), (builder, argument) => builder.AppendQuoted(argument)),
            WorkingDirectory = context.Surroundings.Root,
        });
}
