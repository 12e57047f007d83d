using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Olympian.Benchmarks.Benches;

/// <summary>Code that runs for each file, layer or line, by BenchmarkDotNet, which prints its own tables.</summary>
internal sealed class CodePaths : IBench
{
    public string Name => "code-paths";

    public Task<IReadOnlyList<Standing>> RunAsync(string root, Action<string> tell)
    {
        // In this process: a project that is generated and built elsewhere would not find this one's package world.
        var configuration = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(Path.Combine(root, "artifacts", "bench"));
        BenchmarkRunner.Run<PathBenchmarks>(configuration);
        return Task.FromResult<IReadOnlyList<Standing>>([]);
    }
}
