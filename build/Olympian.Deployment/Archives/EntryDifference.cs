namespace Olympian.Deployment.Archives;

/// <summary>In what an entry is not what it should be.</summary>
/// <param name="What">The property: <c>kind</c>, <c>mode</c>, <c>owner</c> and so on.</param>
/// <param name="Expected">Its value in the layer.</param>
/// <param name="Actual">Its value as found.</param>
public sealed record EntryDifference(string What, string Expected, string Actual)
{
    private const string UserAttributes = "user.";

    // The last second that an engine counts in nanoseconds: in the year 2262.
    private const long LastTime = long.MaxValue / 1_000_000_000;

    /// <summary>Everything in which an entry differs from what its layer says, its content and hard links not compared.</summary>
    /// <param name="expected">As the layer says.</param>
    /// <param name="actual">As found.</param>
    /// <param name="compared">What can be compared at all where <paramref name="actual"/> was found.</param>
    public static IEnumerable<EntryDifference> Between(LayerEntry expected, LayerEntry actual, Compared compared)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);

        if (expected.Kind != actual.Kind)
        {
            yield return new("kind", WordFor(expected), WordFor(actual));
            yield break;
        }

        switch (expected.Kind)
        {
            case LayerEntryKind.SymbolicLink when expected.LinkTarget != actual.LinkTarget:
                yield return new("link target", EntryPath.Printable(expected.LinkTarget), EntryPath.Printable(actual.LinkTarget));
                break;
            case LayerEntryKind.CharacterDevice or LayerEntryKind.BlockDevice
                when (expected.DeviceMajor, expected.DeviceMinor) != (actual.DeviceMajor, actual.DeviceMinor):
                yield return new("device", $"{expected.DeviceMajor}:{expected.DeviceMinor}", $"{actual.DeviceMajor}:{actual.DeviceMinor}");
                break;
            case LayerEntryKind.File when expected.Size != actual.Size:
                yield return new("size", $"{expected.Size} bytes", $"{actual.Size} bytes");
                break;
        }

        if (compared.HasFlag(Compared.Attributes))
        {
            foreach (var difference in OfAttributes(expected, actual, compared))
            {
                yield return difference;
            }
        }
    }

    private static IEnumerable<EntryDifference> OfAttributes(LayerEntry expected, LayerEntry actual, Compared compared)
    {
        // No file system keeps a symbolic link's permissions.
        if (expected.Kind != LayerEntryKind.SymbolicLink && expected.Mode != actual.Mode)
        {
            yield return new("mode", Octal(expected.Mode), Octal(actual.Mode));
        }

        if ((expected.UserId, expected.GroupId) != (actual.UserId, actual.GroupId))
        {
            yield return new("owner", $"{expected.UserId}:{expected.GroupId}", $"{actual.UserId}:{actual.GroupId}");
        }

        if (compared.HasFlag(Compared.Times) && Kept(expected.Modified) != Kept(actual.Modified))
        {
            yield return new("modification time", Time(expected.Modified), Time(actual.Modified));
        }

        // Others (labels of security modules, for instance) are the machine's business and not the layer's.
        foreach (var name in expected.ExtendedAttributes.Keys.Union(actual.ExtendedAttributes.Keys)
            .Where(name => name == LayerEntry.Capabilities
                || (compared.HasFlag(Compared.UserAttributes) && name.StartsWith(UserAttributes, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal))
        {
            var (left, right) = (expected.ExtendedAttributes.GetValueOrDefault(name), actual.ExtendedAttributes.GetValueOrDefault(name));
            if (left != right)
            {
                yield return new($"extended attribute {EntryPath.Printable(name)}", Hex(left), Hex(right));
            }
        }
    }

    /// <summary>What an entry is, in words.</summary>
    internal static string WordFor(LayerEntry entry) => entry.Kind switch
    {
        LayerEntryKind.File => "a file",
        LayerEntryKind.Directory => "a directory",
        LayerEntryKind.SymbolicLink => $"a symbolic link to {EntryPath.Printable(entry.LinkTarget)}",
        LayerEntryKind.HardLink => $"another name of {entry.HardLinkTarget}",
        LayerEntryKind.CharacterDevice => $"a character device {entry.DeviceMajor}:{entry.DeviceMinor}",
        LayerEntryKind.BlockDevice => $"a block device {entry.DeviceMajor}:{entry.DeviceMinor}",
        LayerEntryKind.Fifo => "a named pipe",
        _ => "something of no known kind",
    };

    // Engines write a time before 1970 or after 2262 as the beginning of 1970; of a symbolic link, as whatever the file system makes of it.
    private static long Kept(long seconds) => seconds is < 0 or > LastTime ? 0 : seconds;

    private static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    private static string Time(long seconds) =>
        seconds is >= -62_135_596_800 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("u", System.Globalization.CultureInfo.InvariantCulture)
            : $"{seconds} s since 1970";

    private static string Hex(string? value) => value is null ? "none" : Convert.ToHexStringLower(System.Text.Encoding.Latin1.GetBytes(value));
}
