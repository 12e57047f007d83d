using System.Globalization;

namespace Olympian.Deployment.Runs;

/// <summary>In the engine: who started which release when.</summary>
/// <param name="Project">The project.</param>
/// <param name="Release">The release that was started and proven.</param>
/// <param name="User">Who did it.</param>
/// <param name="Host">From which machine.</param>
/// <param name="Targets">The targets of the run.</param>
/// <param name="At">When, by that machine's clock.</param>
public sealed record StartMark(string Project, string Release, string User, string Host, string Targets, DateTimeOffset At)
{
    private const string Prefix = "org.olympian.start.";

    /// <summary>The label that marks it, with the project's name. Not the label of images and containers: no cleaning takes it for one.</summary>
    public const string ProjectLabel = Prefix + "project";

    /// <summary>The labels that say it.</summary>
    public IReadOnlyDictionary<string, string> ToLabels() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ProjectLabel] = Project,
        [Prefix + "release"] = Release,
        [Prefix + "user"] = User,
        [Prefix + "host"] = Host,
        [Prefix + "targets"] = Targets,
        [Prefix + "at"] = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };

    /// <summary>Reads <see cref="ToLabels"/>; null where the time is none.</summary>
    public static StartMark? Of(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return DateTimeOffset.TryParse(
            labels.GetValueOrDefault(Prefix + "at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new(Text("project"), Text("release"), Text("user"), Text("host"), Text("targets"), at)
            : null;

        string Text(string name) => labels.GetValueOrDefault(Prefix + name, "");
    }
}
