namespace Olympian.Deployment.Sources;

/// <summary>Names the exact content of one build context: all that Docker is sent of it.</summary>
/// <remarks>
/// Order of discovery, time stamps, owners and the place of the directory do not count; path, kind, executable bit, link
/// target and content do. Directories count as entries, because Docker is sent empty ones too.
/// </remarks>
public sealed record ContextDigest
{
    // Part of the digest: raise it with any change below, so that old images never match by accident.
    private const string Format = "olympian-context/1";

    private ContextDigest(string value) => Value = value;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Value { get; }

    /// <exception cref="ArgumentException">A path is listed twice.</exception>
    public static ContextDigest Of(IEnumerable<SourceEntry> entries)
    {
        using var digest = new FieldDigest(Format);
        string? previous = null;
        foreach (var entry in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            if (entry.Path == previous)
            {
                throw new ArgumentException($"'{entry.Path}' is listed twice.", nameof(entries));
            }

            digest.Append(entry.Path).Append(Word(entry.Kind)).Append(entry.IsExecutable ? "x" : "-").Append(entry.Detail);
            previous = entry.Path;
        }

        return new(digest.Finish());
    }

    /// <summary><see cref="Value"/>.</summary>
    public override string ToString() => Value;

    private static string Word(EntryKind kind) => kind switch
    {
        EntryKind.File => "file",
        EntryKind.Directory => "directory",
        EntryKind.Link => "link",
        EntryKind.Fifo => "fifo",
        EntryKind.Socket => "socket",
        EntryKind.Device => "device",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No word stands for this kind."),
    };
}
