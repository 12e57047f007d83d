using System.Globalization;
using System.Text;

namespace Olympian.Deployment.Archives;

/// <summary>The records of one pax extended header: <c>LENGTH KEY=VALUE\n</c>, the length that of the whole record.</summary>
internal sealed class PaxRecords
{
    private const string AttributePrefix = "SCHILY.xattr.";

    private readonly Dictionary<string, string> records = new(StringComparer.Ordinal);

    // GNU's form 0.0 repeats its keys, in pairs.
    private readonly List<(string Key, string Value)> sparsePairs = [];

    private PaxRecords()
    {
    }

    /// <summary>No records.</summary>
    public static PaxRecords None { get; } = new();

    /// <summary>Extended attributes, as Schily's star and every engine write them.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; private set; } = LayerEntry.NoAttributes;

    /// <exception cref="DamagedArchive">It is no list of records.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> text)
    {
        var parsed = new PaxRecords();
        Dictionary<string, string>? attributes = null;
        while (!text.IsEmpty)
        {
            var blank = text.IndexOf((byte)' ');
            if (blank <= 0
                || !int.TryParse(text[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > text.Length || text[length - 1] != '\n')
            {
                throw new DamagedArchive("The archive holds an extended header that is no list of records.");
            }

            var record = Encoding.Latin1.GetString(text[(blank + 1)..(length - 1)]);
            text = text[length..];

            if (record.IndexOf('=', StringComparison.Ordinal) is var equals && equals <= 0)
            {
                throw new DamagedArchive("The archive holds an extended header with a record that has no key.");
            }

            var (key, value) = (record[..equals], record[(equals + 1)..]);
            if (key.StartsWith(AttributePrefix, StringComparison.Ordinal))
            {
                (attributes ??= new(StringComparer.Ordinal))[key[AttributePrefix.Length..]] = value;
            }
            else if (key is "GNU.sparse.offset" or "GNU.sparse.numbytes")
            {
                parsed.sparsePairs.Add((key, value));
            }
            else
            {
                parsed.records[key] = value;
            }
        }

        parsed.Attributes = attributes ?? LayerEntry.NoAttributes;
        return parsed;
    }

    /// <summary>A record's text, each character one byte; null where there is none, or an empty one, which means the same.</summary>
    public string? Text(string key) => records.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <exception cref="DamagedArchive">The record holds no whole number.</exception>
    public long? Number(string key) => Text(key) is { } text ? Parse(text, key) : null;

    /// <summary>A time's whole seconds, towards the past.</summary>
    /// <exception cref="DamagedArchive">The record holds no time.</exception>
    public long? Seconds(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var seconds = Parse(point < 0 ? text : text[..point], key);
        var hasFraction = point >= 0 && text.AsSpan(point + 1).ContainsAnyExcept('0');
        return text.StartsWith('-') && hasFraction ? seconds - 1 : seconds;
    }

    /// <summary>How the entry is sparse; null where it is not.</summary>
    /// <exception cref="DamagedArchive">The map is none.</exception>
    public SparseFile? Sparse(long stored)
    {
        if (Text("GNU.sparse.major") is { } major)
        {
            return major == "1"
                ? new(Number("GNU.sparse.realsize") ?? Number("GNU.sparse.size") ?? 0, stored) { IsMapInContent = true }
                : null;
        }

        if (Number("GNU.sparse.size") is not { } length)
        {
            return null;
        }

        var map = new SparseFile(length, stored);
        string[] numbers = Text("GNU.sparse.map") is { } text ? text.Split(',') : [.. sparsePairs.Select(pair => pair.Value)];
        if (numbers.Length % 2 != 0)
        {
            throw new DamagedArchive("The archive holds a sparse file whose map is half.");
        }

        for (var i = 0; i < numbers.Length; i += 2)
        {
            map.Add(Parse(numbers[i], "GNU.sparse.map"), Parse(numbers[i + 1], "GNU.sparse.map"));
        }

        map.Check();
        return map;
    }

    private static long Parse(string text, string key) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new DamagedArchive($"The archive holds an extended header whose {key} is no number.");
}
