namespace Olympian.Deployment.Archives;

/// <summary>One entry of a layer: as the header in its archive says, extended headers taken in, or as it lies on a disk.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission bits with set-user-ID, set-group-ID and the sticky bit: twelve bits.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Size">The length of the file in bytes, holes of a sparse file included; 0 for what is no file.</param>
/// <param name="Modified">When it was changed, in whole seconds since 1970; fractions are dropped.</param>
/// <param name="LinkTarget">
/// The target of a symbolic link as spelt (each character one byte), or the path of the file a hard link names; empty for others.
/// </param>
/// <param name="DeviceMajor">A device's major number.</param>
/// <param name="DeviceMinor">A device's minor number.</param>
/// <param name="ExtendedAttributes">Extended attributes by name; their values byte for byte, each character one byte.</param>
public sealed record LayerEntry(
    EntryPath Path,
    LayerEntryKind Kind,
    int Mode,
    long UserId,
    long GroupId,
    long Size,
    long Modified,
    string LinkTarget,
    long DeviceMajor,
    long DeviceMinor,
    IReadOnlyDictionary<string, string> ExtendedAttributes)
{
    /// <summary>The extended attribute in which Linux keeps a program's capabilities.</summary>
    public const string Capabilities = "security.capability";

    /// <summary>No extended attributes, which is the rule.</summary>
    public static IReadOnlyDictionary<string, string> NoAttributes { get; } = new Dictionary<string, string>();

    /// <summary>The file that a hard link is another name of.</summary>
    public EntryPath HardLinkTarget => EntryPath.OfBytes(LinkTarget);

    /// <summary>What it is once a further name of it was unpacked: whoever does that sets what the link's own header says.</summary>
    /// <param name="link">The further name.</param>
    public LayerEntry WithFurtherName(LayerEntry link)
    {
        ArgumentNullException.ThrowIfNull(link);

        // The owner is set first, and with that the kernel takes capabilities away.
        var attributes = ExtendedAttributes;
        if (link.ExtendedAttributes.Count > 0 || attributes.ContainsKey(Capabilities))
        {
            var merged = new Dictionary<string, string>(attributes);
            merged.Remove(Capabilities);
            foreach (var (name, value) in link.ExtendedAttributes)
            {
                merged[name] = value;
            }

            attributes = merged;
        }

        return this with
        {
            Mode = link.Mode,
            UserId = link.UserId,
            GroupId = link.GroupId,
            Modified = link.Modified,
            ExtendedAttributes = attributes,
        };
    }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Kind == LayerEntryKind.Directory;
}
