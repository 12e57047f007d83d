using System.Text;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.CachedSteps;

/// <summary>One directory of the build cache, to be sealed or to be held against its seal.</summary>
/// <param name="store">The engine's files.</param>
/// <param name="name">The directory below <c>overlay2/</c>.</param>
internal sealed class SealedDirectory(IEngineStore store, string name)
{
    private const int MostFaults = 20;
    private const string Time = "time ";

    /// <summary>Whether it is there.</summary>
    public bool Exists => store.Names($"overlay2/{name}/diff") is not null;

    /// <summary>Its seal, as it is now.</summary>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public byte[]? Make(Action<long> onBytes, CancellationToken cancellationToken)
    {
        using var directory = store.Layer($"overlay2/{name}/diff");
        return directory is null ? null : CacheSeal.Make(Ties(), TreeLines.Read(directory, onBytes, cancellationToken));
    }

    /// <summary>In what it is not what was sealed; the first of many.</summary>
    /// <exception cref="DamagedArchive">The seal itself is damaged.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public IReadOnlyList<LayerFault> Compare(CacheSeal seal, Action<long> onBytes, CancellationToken cancellationToken)
    {
        using var directory = store.Layer($"overlay2/{name}/diff");
        if (directory is null)
        {
            return [new(FaultKind.Directory, null, $"the directory {store.Root}/overlay2/{name}/diff", "no such directory")];
        }

        var faults = new List<LayerFault>();
        if (Ties() is var ties && ties != seal.Ties)
        {
            faults.Add(new(FaultKind.Link, null, $"{store.Root}/overlay2/{name} with {Words(seal.Ties)}", Words(ties)));
        }

        var expected = seal.Lines().GetEnumerator();
        using var found = TreeLines.Read(directory, onBytes, cancellationToken).GetEnumerator();
        var (left, right) = (Next(expected), Next(found));
        while (left is not null || right is not null)
        {
            var order = left is null ? 1 : right is null ? -1 : left.Path.CompareTo(right.Path);
            if (order < 0)
            {
                Add(new(FaultKind.Missing, left!.Path, string.Join(", ", left.Facts), "nothing"));
            }
            else if (order > 0)
            {
                Add(new(FaultKind.Unexpected, right!.Path, "nothing", string.Join(", ", right.Facts)));
            }
            else if (!left!.Facts.SequenceEqual(right!.Facts, StringComparer.Ordinal))
            {
                Add(Changed(left, right));
            }

            left = order <= 0 ? Next(expected) : left;
            right = order >= 0 ? Next(found) : right;
        }

        // A directory's time alone says only that something in it came or went.
        return [.. faults.OrderBy(fault => fault.Kind == FaultKind.Attributes).Take(MostFaults)];

        void Add(LayerFault fault)
        {
            if (faults.Count < 10 * MostFaults)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>Whether content changed and its time did not: what a program writes gets a new time.</summary>
    public static bool IsNoProgramsWork(LayerFault fault) =>
        fault.Kind == FaultKind.Content && !fault.Expected.Split(", ").Any(fact => fact.StartsWith(Time, StringComparison.Ordinal));

    private static TreeLine? Next(IEnumerator<TreeLine> lines) => lines.MoveNext() ? lines.Current : null;

    private static LayerFault Changed(TreeLine left, TreeLine right)
    {
        var (expected, actual) = (left.Facts.Except(right.Facts).ToArray(), right.Facts.Except(left.Facts).ToArray());
        var isContent = expected.Concat(actual).Any(fact =>
            fact.StartsWith("sha256:", StringComparison.Ordinal) || fact.EndsWith(" bytes", StringComparison.Ordinal));
        return new(isContent ? FaultKind.Content : FaultKind.Attributes, left.Path, Words(expected), Words(actual));
    }

    private static string Words(string[] facts) => facts.Length == 0 ? "nothing else" : string.Join(", ", facts);

    private static string Words(DirectoryTies ties) =>
        $"link '{ties.Name ?? "none"}' to {ties.ShortLink ?? "nothing"}, lower '{ties.Lower ?? "none"}'";

    private DirectoryTies Ties()
    {
        var link = Text("link");
        return new(link, Text("lower"), string.IsNullOrWhiteSpace(link) || link.Contains('/', StringComparison.Ordinal) ? null : store.LinkTarget($"overlay2/l/{link}"));
    }

    private string? Text(string file) => store.Read($"overlay2/{name}/{file}") is { } bytes ? Encoding.Latin1.GetString(bytes) : null;
}
