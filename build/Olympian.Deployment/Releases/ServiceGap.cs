using System.Text.Json;

namespace Olympian.Deployment.Releases;

/// <summary>What a client saw of one path while the containers were switched.</summary>
/// <param name="Path">The URL path that was asked for, again and again.</param>
/// <param name="Requests">How many requests ended.</param>
/// <param name="Failed">How many of them failed: no connection, no answer in time, or an answer of 400 or above.</param>
/// <param name="Longest">The longest time in which no request ended well; zero where nobody asked.</param>
public sealed record ServiceGap(string Path, int Requests, int Failed, TimeSpan Longest)
{
    /// <summary>Counts what became of the requests for one path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="began">When the first was sent.</param>
    /// <param name="ended">When nobody asked any more.</param>
    /// <param name="answers">When each request ended, and whether well; in any order.</param>
    public static ServiceGap Of(string path, DateTimeOffset began, DateTimeOffset ended, IEnumerable<(DateTimeOffset At, bool IsWell)> answers)
    {
        var inOrder = answers.OrderBy(answer => answer.At).ToArray();
        if (inOrder.Length == 0)
        {
            return new(path, 0, 0, TimeSpan.Zero);
        }

        var good = inOrder.Where(answer => answer.IsWell).Select(answer => answer.At).Prepend(began).Append(ended).Order().ToArray();
        return new(path, inOrder.Length, inOrder.Count(answer => !answer.IsWell), good.Zip(good.Skip(1), (one, next) => next - one).Max());
    }

    /// <summary>Writes what was seen of every path as the property <c>switch</c>.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<ServiceGap> gaps)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(gaps);

        json.WriteStartArray("switch");
        foreach (var gap in gaps)
        {
            json.WriteStartObject();
            json.WriteString("path", gap.Path);
            json.WriteNumber("requests", gap.Requests);
            json.WriteNumber("failed", gap.Failed);
            json.WriteNumber("longestMilliseconds", Math.Round(gap.Longest.TotalMilliseconds));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>One line that says it.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Path}: {Failed} of {Requests} requests failed, {Longest.TotalMilliseconds:0} ms at most without a good answer");
}
