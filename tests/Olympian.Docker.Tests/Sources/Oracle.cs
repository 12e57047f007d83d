using System.Diagnostics;
using System.Formats.Tar;
using Olympian.Deployment.Sources;

namespace Olympian.Docker.Tests.Sources;

/// <summary>Asks Docker itself what it is sent of a context: builds <c>FROM scratch</c> with <c>COPY</c> and lists the result.</summary>
internal sealed class Oracle : IDisposable
{
    private const int MostAttempts = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>A directory of this oracle's own, removed with it.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("olympian-oracle-").FullName;

    /// <summary>Builds from many contexts at once, each under its own name, each with its own <c>.dockerignore</c>.</summary>
    /// <returns>What was sent of each, in the contexts' order.</returns>
    public IReadOnlyList<IReadOnlyList<SourceEntry>> SentOf(IReadOnlyList<string> contexts)
    {
        var copies = contexts.Select((_, i) => $"COPY --from=c{i} . /{i}/\n");
        var entries = Build(
            "FROM scratch\n" + string.Concat(copies),
            [.. contexts.SelectMany((context, i) => new[] { "--build-context", $"c{i}={context}" }), EmptyContext()]);
        return [.. contexts.Select((_, i) => Beneath(entries, $"{i}/"))];
    }

    /// <summary>Builds from one main context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="dockerfile">Where to write the Dockerfile.</param>
    public IReadOnlyList<SourceEntry> SentOf(string context, string dockerfile) =>
        Build("FROM scratch\nCOPY . /\n", ["--file", dockerfile, context], dockerfile);

    /// <summary>What Docker says when it refuses a context; empty when it takes it.</summary>
    /// <remarks>
    /// buildx sometimes reports the cancellation that follows the refusal instead of the refusal itself: then it is asked again.
    /// </remarks>
    public string RefusalOf(string context)
    {
        var dockerfile = Path.Combine(Root, "Dockerfile.refused");
        File.WriteAllText(dockerfile, "FROM scratch\nCOPY . /\n");
        for (var attempt = 1; ; attempt++)
        {
            var (exitCode, output) = Run(["buildx", "build", "--progress", "plain", "--output", "type=cacheonly", "--file", dockerfile, context]);
            if (exitCode == 0 || attempt == MostAttempts || !output.Contains("context canceled", StringComparison.Ordinal))
            {
                return exitCode == 0 ? "" : output;
            }
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string EmptyContext()
    {
        var empty = Path.Combine(Root, "main-context");
        Directory.CreateDirectory(empty);
        return empty;
    }

    private List<SourceEntry> Build(string dockerfile, IReadOnlyList<string> arguments, string? path = null)
    {
        var tar = Path.Combine(Root, "sent.tar");
        var file = path ?? Path.Combine(Root, "Dockerfile");
        File.WriteAllText(file, dockerfile);
        var (exitCode, output) = Run(
            ["buildx", "build", "--progress", "plain", "--output", $"type=tar,dest={tar}", .. path is null ? new[] { "--file", file } : [], .. arguments]);
        Assert.That(exitCode, Is.Zero, output);
        return Entries(tar);
    }

    private static (int ExitCode, string Output) Run(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("docker") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var docker = Process.Start(start)!;
        var output = docker.StandardOutput.ReadToEndAsync();
        var errors = docker.StandardError.ReadToEndAsync();
        if (!docker.WaitForExit(Limit))
        {
            docker.Kill(entireProcessTree: true);
            Assert.Fail($"docker did not answer within {Limit}: docker {string.Join(' ', arguments)}");
        }

        return (docker.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    private static List<SourceEntry> Entries(string tar)
    {
        using var stream = File.OpenRead(tar);
        using var reader = new TarReader(stream);
        var entries = new List<SourceEntry>();
        while (reader.GetNextEntry() is { } entry)
        {
            var isExecutable = (entry.Mode & UnixFileMode.UserExecute) != 0;
            var path = entry.Name.TrimEnd('/');
            entries.Add(entry.EntryType switch
            {
                TarEntryType.RegularFile or TarEntryType.V7RegularFile => new(path, EntryKind.File, isExecutable, Md5.Of(entry.DataStream ?? Stream.Null)),
                TarEntryType.HardLink => entries.Single(linked => linked.Path == entry.LinkName.TrimStart('/')) with { Path = path },
                TarEntryType.Directory => new(path, EntryKind.Directory, IsExecutable: false, ""),
                TarEntryType.SymbolicLink => new(path, EntryKind.Link, IsExecutable: false, entry.LinkName),
                TarEntryType.Fifo => new(path, EntryKind.Fifo, IsExecutable: false, ""),
                TarEntryType.CharacterDevice => new(path, EntryKind.Device, IsExecutable: false, $"c{Device(entry)}"),
                TarEntryType.BlockDevice => new(path, EntryKind.Device, IsExecutable: false, $"b{Device(entry)}"),
                _ => throw new InvalidDataException($"{entry.EntryType} {entry.Name}"),
            });
        }

        return entries;
    }

    private static string Device(TarEntry entry) => $"{((PosixTarEntry)entry).DeviceMajor}:{((PosixTarEntry)entry).DeviceMinor}";

    private static List<SourceEntry> Beneath(List<SourceEntry> entries, string prefix) =>
    [
        .. entries
            .Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => entry with { Path = entry.Path[prefix.Length..] }),
    ];
}
