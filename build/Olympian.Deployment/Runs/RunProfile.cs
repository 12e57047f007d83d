using System.Text.Json;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Runs;

/// <summary>Where the time of one run went, beside that of its targets.</summary>
/// <param name="Waited">In how much of it nothing worked: neither this build, nor a command of Docker's that it had asked for.</param>
public sealed record RunProfile(TimeSpan Waited)
{
    /// <summary>How many steps a record keeps at most: the longest ones.</summary>
    public const int MostSteps = 200;

    /// <summary>What kind of build it was; null for a run that built nothing.</summary>
    public BuildKind? Kind { get; init; }

    /// <summary>The services that were built or started, by name.</summary>
    public IReadOnlyList<ServiceTime> Services { get; init; } = [];

    /// <summary>The steps of their Dockerfiles, the longest first.</summary>
    public IReadOnlyList<StepTime> Steps { get; init; } = [];

    /// <summary>How many shorter steps are not among <see cref="Steps"/>.</summary>
    public int StepsLeftOut { get; init; }

    /// <summary>How long each way of looking into layers took.</summary>
    public IReadOnlyList<(string Way, TimeSpan Duration)> Verification { get; init; } = [];

    /// <summary>Puts together what was noted of a run.</summary>
    /// <param name="waited">In how much of it nothing worked.</param>
    /// <param name="use">How much of the build cache the build was allowed; null for a run that built nothing.</param>
    /// <param name="images">What was built.</param>
    /// <param name="starts">How long each started service took until it was well.</param>
    /// <param name="ways">How the layers were proven.</param>
    /// <param name="hasEarlierRelease">Whether a release of the project was built before; asked only where it matters.</param>
    public static RunProfile Of(
        TimeSpan waited,
        CacheUse? use,
        IReadOnlyCollection<BuiltImage> images,
        IReadOnlyDictionary<string, TimeSpan> starts,
        IEnumerable<WayReport> ways,
        Func<bool> hasEarlierRelease)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(hasEarlierRelease);

        var steps = images.SelectMany(image => image.Record.Instructions.Select(instruction => StepTime.Of(image.Service, instruction)))
            .OrderByDescending(step => step.Duration)
            .ToArray();
        return new(waited)
        {
            Kind = use is { } allowed ? KindOf(allowed, images, hasEarlierRelease) : null,
            Services =
            [
                .. images.Select(image => image.Service).Union(starts.Keys).Order(StringComparer.Ordinal).Select(service => new ServiceTime(
                    service,
                    images.FirstOrDefault(image => image.Service == service)?.Duration,
                    starts.TryGetValue(service, out var start) ? start : null)),
            ],
            Steps = [.. steps.Take(MostSteps)],
            StepsLeftOut = Math.Max(0, steps.Length - MostSteps),
            Verification = [.. ways.Select(way => (way.Way.Word(), way.Elapsed))],
        };
    }

    /// <summary>Writes it as the property <c>profile</c>, times in seconds.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);

        json.WriteStartObject("profile");
        if (Kind is { } kind)
        {
            json.WriteString("buildKind", kind.ToString().ToLowerInvariant());
        }

        WriteSeconds(json, "waitingSeconds", Waited);
        json.WriteStartArray("services");
        foreach (var service in Services)
        {
            json.WriteStartObject();
            json.WriteString("service", service.Service);
            WriteSeconds(json, "buildSeconds", service.Build);
            WriteSeconds(json, "startSeconds", service.Start);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var step in Steps)
        {
            json.WriteStartObject();
            json.WriteString("service", step.Service);
            json.WriteString("step", step.Text);
            WriteSeconds(json, "seconds", step.Duration);
            json.WriteBoolean("cached", step.IsCached);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("stepsLeftOut", StepsLeftOut);
        json.WriteStartObject("verification");
        foreach (var (way, duration) in Verification)
        {
            WriteSeconds(json, way, duration);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="Exception">It is something else: one of those that <see cref="JsonElement"/>'s members and <see cref="Enum.Parse{T}(string)"/> throw.</exception>
    public static RunProfile Parse(JsonElement profile) => new(Seconds(profile, "waitingSeconds")!.Value)
    {
        Kind = profile.TryGetProperty("buildKind", out var kind) ? Enum.Parse<BuildKind>(kind.GetString()!, ignoreCase: true) : null,
        Services = [.. profile.GetProperty("services").EnumerateArray().Select(service => new ServiceTime(
            service.GetProperty("service").GetString()!, Seconds(service, "buildSeconds"), Seconds(service, "startSeconds")))],
        Steps = [.. profile.GetProperty("steps").EnumerateArray().Select(step => new StepTime(
            step.GetProperty("service").GetString()!, step.GetProperty("step").GetString()!, Seconds(step, "seconds")!.Value, step.GetProperty("cached").GetBoolean()))],
        StepsLeftOut = profile.GetProperty("stepsLeftOut").GetInt32(),
        Verification = [.. profile.GetProperty("verification").EnumerateObject().Select(way => (way.Name, TimeSpan.FromSeconds(way.Value.GetDouble())))],
    };

    // What is no work of an instruction, such as a base that is there already, is called cached also by a build without a cache.
    private static BuildKind KindOf(CacheUse use, IEnumerable<BuiltImage> images, Func<bool> hasEarlierRelease)
    {
        var tookFromCache = use == CacheUse.Cached && images.SelectMany(image => image.Record.Instructions).Any(step => step is { IsWork: true, Cached: true });
        return !tookFromCache && !hasEarlierRelease() ? BuildKind.First
            : use == CacheUse.Cached ? BuildKind.Cached
            : BuildKind.Clean;
    }

    private static TimeSpan? Seconds(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var number) ? TimeSpan.FromSeconds(number.GetDouble()) : null;

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? duration)
    {
        if (duration is { } known)
        {
            json.WriteNumber(name, Math.Round(known.TotalSeconds, 3));
        }
    }
}
