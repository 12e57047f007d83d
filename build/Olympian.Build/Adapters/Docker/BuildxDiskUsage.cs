using System.Globalization;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Reads <c>docker buildx du --verbose</c>: the only listing of the build cache that names every parent. buildx 0.13 has no
/// JSON for it, and <c>docker system df -v --format json</c> has no parents.
/// </summary>
public static class BuildxDiskUsage
{
    /// <exception cref="FormatException">A record's size is not in buildx's form.</exception>
    public static IReadOnlyList<CacheRecord> Parse(string text)
    {
        var records = new List<CacheRecord>();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? last = null;

        foreach (var line in text.Split('\n'))
        {
            var tab = line.IndexOf(":\t", StringComparison.Ordinal);
            if (line.StartsWith("ID:\t", StringComparison.Ordinal))
            {
                Flush();
            }

            if (line.Length == 0 && last != "Description")
            {
                Flush();
            }
            else if (tab > 0 && IsField(line[..tab]))
            {
                last = line[..tab];
                fields[last] = line[(tab + 1)..].Trim('\t');
            }
            else if (last == "Description")
            {
                // A heredoc's RUN step brings its line ends along.
                fields[last] += "\n" + line;
            }
        }

        Flush();
        return records;

        void Flush()
        {
            if (fields.TryGetValue("ID", out var id))
            {
                records.Add(Record(id, fields));
            }

            fields.Clear();
            last = null;
        }
    }

    private static bool IsField(string name) =>
        name is "ID" or "Parent" or "Parents" or "Created at" or "Mutable" or "Reclaimable" or "Shared" or "Size"
            or "Description" or "Usage count" or "Last used" or "Type";

    private static CacheRecord Record(string id, Dictionary<string, string> fields)
    {
        return new CacheRecord(
            id,
            [.. Field("Parents").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries),
                .. Field("Parent").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)],
            Field("Type"),
            Field("Description"),
            Bytes(Field("Size")),
            Time(Field("Created at")),
            // "Reclaimable: false" is how du spells a record that a running build holds.
            InUse: Field("Reclaimable") != "true",
            Shared: Field("Shared") == "true");

        string Field(string name) => fields.GetValueOrDefault(name, string.Empty);
    }

    private static DateTimeOffset? Time(string text)
    {
        // Go's time.String(): "2026-11-22 14:02:08.428206702 +0000 UTC".
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3)
        {
            return null;
        }

        var offset = parts[2].Length == 5 ? parts[2].Insert(3, ":") : parts[2];
        var fraction = parts[1].IndexOf('.', StringComparison.Ordinal);
        var time = fraction >= 0 && parts[1].Length > fraction + 8 ? parts[1][..(fraction + 8)] : parts[1];
        return DateTimeOffset.TryParse($"{parts[0]}T{time}{offset}", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null;
    }

    private static long Bytes(string text)
    {
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        var factor = text[digits..].Trim() switch
        {
            "B" => 1m,
            "kB" => 1_000m,
            "MB" => 1_000_000m,
            "GB" => 1_000_000_000m,
            "TB" => 1_000_000_000_000m,
            _ => throw new FormatException($"'{text}' is not a size as `docker buildx du` prints them."),
        };

        return (long)(decimal.Parse(text[..digits], CultureInfo.InvariantCulture) * factor);
    }
}
