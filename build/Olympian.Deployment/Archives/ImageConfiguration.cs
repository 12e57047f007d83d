using System.Text.Json;

namespace Olympian.Deployment.Archives;

/// <summary>The parts of an image's configuration by which its layers are known.</summary>
/// <param name="DiffIds">The diff ids of its layers, the lowest first.</param>
/// <param name="Steps">
/// For each layer the instruction that made it, as the builder worded it; null where the configuration does not say.
/// </param>
/// <param name="Created">When the image was made; null when it does not say.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/config.md</remarks>
public sealed record ImageConfiguration(IReadOnlyList<string> DiffIds, IReadOnlyList<string?> Steps, DateTimeOffset? Created)
{
    /// <summary>Where every container of it gets a volume of its own.</summary>
    public IReadOnlyList<EntryPath> Volumes { get; init; } = [];

    /// <summary>The directory in which its containers start, and which the engine makes for them where no layer has it.</summary>
    public EntryPath WorkingDirectory { get; init; }

    /// <exception cref="JsonException">It is no image configuration.</exception>
    public static ImageConfiguration Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            var root = document.RootElement;
            var diffIds = root.GetProperty("rootfs").TryGetProperty("diff_ids", out var ids) && ids.ValueKind == JsonValueKind.Array
                ? ids.EnumerateArray().Select(id => id.GetString() ?? throw new JsonException("a diff id is no text")).ToArray()
                : [];
            var created = Text(root, "created") is not null && root.GetProperty("created").TryGetDateTimeOffset(out var time) ? time : (DateTimeOffset?)null;
            var hasConfig = root.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object;
            return new(diffIds, StepsOf(root, diffIds.Length), created)
            {
                Volumes = hasConfig && config.TryGetProperty(nameof(Volumes), out var volumes) && volumes.ValueKind == JsonValueKind.Object
                    ? [.. volumes.EnumerateObject().Select(volume => EntryPath.OfText(volume.Name))]
                    : [],
                WorkingDirectory = EntryPath.OfText((hasConfig ? Text(config, "WorkingDir") : null) ?? ""),
            };
        }
        catch (Exception missing) when (missing is KeyNotFoundException or InvalidOperationException)
        {
            throw new JsonException($"it is no image configuration: {missing.Message}", missing);
        }
    }

    private static string?[] StepsOf(JsonElement root, int layers)
    {
        var none = new string?[layers];
        if (!root.TryGetProperty("history", out var history) || history.ValueKind != JsonValueKind.Array)
        {
            return none;
        }

        string?[] steps =
        [
            .. history.EnumerateArray()
                .Where(step => !(step.TryGetProperty("empty_layer", out var empty) && empty.ValueKind == JsonValueKind.True))
                .Select(step => Text(step, "created_by") ?? Text(step, "comment")),
        ];
        return steps.Length == layers ? steps : none;
    }

    private static string? Text(JsonElement step, string name) =>
        step.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } value ? value : null;
}
