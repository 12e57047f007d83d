using System.Text.Json;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Data;

/// <summary>What a backup says of itself, in its first entry.</summary>
/// <param name="Project">The project.</param>
/// <param name="Taken">When.</param>
/// <param name="Volumes">Its volumes.</param>
public sealed partial record BackupManifest(string Project, DateTimeOffset Taken, IReadOnlyList<BackedUpVolume> Volumes)
{
    /// <summary>The entry's name.</summary>
    public const string EntryName = "olympian-backup.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The entry's bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Indented);

    /// <summary>Reads <see cref="ToBytes"/>; null for anything else.</summary>
    public static BackupManifest? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(bytes) is { Project: not null, Volumes: { } volumes } manifest
                && volumes.All(volume => volume is { Key: { } key, Bytes: >= 0, Sha256.Length: 64, Content.Length: 64 } && VolumeKey().IsMatch(key))
                && volumes.DistinctBy(volume => volume.Key).Count() == volumes.Count ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // As compose and the engine take it: it becomes a part of names, and of a command's arguments.
    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.-]*\z")]
    private static partial Regex VolumeKey();
}
