using BenchmarkDotNet.Attributes;
using Olympian.Deployment.Runs;
using Olympian.Deployment.Sources;

namespace Olympian.Benchmarks;

/// <summary>Code paths whose cost is multiplied by files or lines.</summary>
public class PathBenchmarks
{
    private SourceEntry[] entries = [];
    private DockerIgnore ignore = DockerIgnore.Nothing;
    private string line = "";

    [Params(1_000, 10_000)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        entries = [.. Enumerable.Range(0, Count).Select(i => new SourceEntry(
            $"packages/app/src/module-{i % 97}/file-{i}.ts", EntryKind.File, IsExecutable: false, "d41d8cd98f00b204e9800998ecf8427e"))];
        ignore = DockerIgnore.Parse("**/node_modules\n**/*.log\n!important.log\ndist\n.git\n"u8, ".dockerignore");
        line = new RunRecord("1", "bench", "anna", "host", ["QuickDockerMulti"], DateTimeOffset.UnixEpoch) { Removed = ["image sha256:0a1b"] }.ToLine();
    }

    /// <summary>The digest of a context whose files' digests are known.</summary>
    [Benchmark]
    public string Digest() => ContextDigest.Of(entries).Value;

    /// <summary>Which of a tree's files Docker is sent.</summary>
    [Benchmark]
    public int Ignore() => entries.Count(entry => ignore.Judge(entry.Path, parent: null).IsIgnored);

    /// <summary>Lines of the history.</summary>
    [Benchmark]
    public int History()
    {
        var read = 0;
        for (var i = 0; i < Count; i++)
        {
            read += RunRecord.Parse(line) is null ? 0 : 1;
        }

        return read;
    }
}
