namespace Olympian.Deployment.Archives;

/// <summary>How a layer says that something of the layers below it is gone.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts</remarks>
public static class Whiteout
{
    private const string Prefix = ".wh.";
    private const string MetadataPrefix = ".wh..wh.";
    private const string OpaqueName = ".wh..wh..opq";

    /// <summary>Whether the entry says that nothing below the layer shows through its directory.</summary>
    public static bool IsOpaque(EntryPath path) => path.Name == OpaqueName;

    /// <summary>The path that the entry says is gone; null when it says no such thing.</summary>
    public static EntryPath? Hidden(EntryPath path) =>
        path.Name is var name && name.StartsWith(Prefix, StringComparison.Ordinal) && !IsMetadata(path)
            ? path.Parent.Child(name[Prefix.Length..])
            : null;

    /// <summary>Whether it is no file of the image but a word about files: the opaque mark, or what aufs kept beside its layers.</summary>
    public static bool IsMetadata(EntryPath path) => path.Name.StartsWith(MetadataPrefix, StringComparison.Ordinal);
}
