using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Olympian.Deployment.Settings;

/// <summary>
/// Every secret that this process has met, and the way to blot them out of a text: as they are, and as they are usually written into
/// addresses, JSON and base64.
/// </summary>
/// <remarks>
/// One for the process, fed by <see cref="Secret"/>'s constructor, because a line that is told may have passed through any hand: a place that had to be
/// given the secrets would sooner or later be one that was not.
/// </remarks>
public static class KnownSecrets
{
    /// <summary>What is shorter is found in too many places that mean something else, and guessed in seconds anyway.</summary>
    public const int Shortest = 8;

    private static readonly Lock Turn = new();
    private static readonly HashSet<string> Values = new(StringComparer.Ordinal);
    private static string[] forms = [];
    private static string[] encoded = [];

    /// <summary>The forms that are blotted out, the longest first.</summary>
    public static IReadOnlyList<string> Forms => Volatile.Read(ref forms);

    /// <summary>Remembers a secret; each line of one that has several.</summary>
    public static void Learn(string value)
    {
        ArgumentNullException.ThrowIfNull(value);

        var parts = value.Split('\n', StringSplitOptions.TrimEntries).Where(part => part.Length >= Shortest).ToArray();
        lock (Turn)
        {
            var before = Values.Count;
            Values.UnionWith(parts);
            if (Values.Count == before)
            {
                return;
            }

            Volatile.Write(ref forms, [.. Values.SelectMany(FormsOf).Distinct().OrderByDescending(form => form.Length)]);
            Volatile.Write(ref encoded, [.. Values.SelectMany(InBase64).Where(form => form.Length >= Shortest).Distinct().OrderByDescending(form => form.Length)]);
        }
    }

    /// <summary>The text without any secret: <see cref="Secret.Redacted"/> stands in the place of each.</summary>
    public static string Scrub(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        foreach (var form in Volatile.Read(ref forms))
        {
            if (text.Contains(form, StringComparison.Ordinal))
            {
                text = text.Replace(form, Secret.Redacted, StringComparison.Ordinal);
            }
        }

        return ScrubBase64(text);
    }

    /// <summary>The text without what base64 of a text with a secret in it would hold of the secret; base64 stays base64 of the same length.</summary>
    public static string ScrubBase64(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        foreach (var form in Volatile.Read(ref encoded))
        {
            if (text.Contains(form, StringComparison.Ordinal))
            {
                text = text.Replace(form, new string('x', form.Length), StringComparison.Ordinal);
            }
        }

        return text;
    }

    private static IEnumerable<string> FormsOf(string value) =>
    [
        value,
        Uri.EscapeDataString(value),
        JsonSerializer.Serialize(value)[1..^1],
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        value.Replace("'", "'\\''", StringComparison.Ordinal),
        value.Replace("$", "$$", StringComparison.Ordinal),
    ];

    // A secret in the middle of a text begins at one of three places in a group of three bytes. What its neighbours share in is left out.
    private static IEnumerable<string> InBase64(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var first = (before * 8 + 5) / 6;
            var last = (before + bytes.Length) * 8 / 6;
            if (last > first)
            {
                yield return text[first..last];
            }
        }
    }
}
