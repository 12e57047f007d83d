using System.Text.Json;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Options;
using Olympian.Deployment;
using Olympian.Deployment.Attestations;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Releases;

/// <summary>
/// Writes what was checked of a release into artifacts/releases/. For people and CI only: the state itself is in the engine, and
/// losing these files loses nothing.
/// </summary>
public sealed class ReleaseRecords(Surroundings surroundings, TimeProvider time)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Writes <c>&lt;project&gt;-&lt;release&gt;.&lt;stage&gt;.json</c>, whole or not at all.</summary>
    /// <param name="project">The project.</param>
    /// <param name="release">The release.</param>
    /// <param name="stage">What was done with it.</param>
    /// <param name="claims">What was checked.</param>
    /// <param name="integrity">How layers were proven; null where none were.</param>
    /// <param name="story">What was found damaged and what was done about it, line by line.</param>
    /// <param name="gaps">What clients saw while containers were switched; null where none were.</param>
    public void Write(
        string project,
        ReleaseId release,
        string stage,
        IReadOnlyList<Claim> claims,
        IntegrityReport? integrity = null,
        IReadOnlyList<string>? story = null,
        IReadOnlyList<ServiceGap>? gaps = null)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(claims);

        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, Indented))
        {
            json.WriteStartObject();
            json.WriteString("project", project);
            json.WriteString("release", release.Value);
            json.WriteString("stage", stage);
            json.WriteString("checked", time.GetUtcNow());
            json.WriteStartArray("claims");
            foreach (var claim in claims)
            {
                json.WriteStartObject();
                json.WriteString("of", claim.Subject);
                json.WriteString("claim", claim.Statement);
                json.WriteString("expected", claim.Expected);
                json.WriteString("actual", claim.Actual);
                json.WriteBoolean("holds", claim.Holds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteLayers(json, integrity ?? IntegrityReport.Empty);
            ServiceGap.Write(json, gaps ?? []);
            json.WriteStartArray("story");
            foreach (var line in story ?? [])
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        Save($"{project}-{release}.{stage}.json", content.ToArray());
    }

    /// <summary>Writes an attestation beside the records of its release; returns the file's path.</summary>
    public string Write(Attestation attestation)
    {
        ArgumentNullException.ThrowIfNull(attestation);
        return Save($"{attestation.Project}-{attestation.Release}.attestation.json", AttestationDocument.Write(attestation));
    }

    /// <exception cref="UsageFailure">There is no such file, or it is no attestation.</exception>
    public static Attestation Read(string file)
    {
        try
        {
            return AttestationDocument.Read(File.ReadAllBytes(file), file);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new UsageFailure(
                $"The attestation {file} cannot be read.", refusal.Message, "Name one from artifacts/releases/: --attestation=FILE", refusal);
        }
    }

    private string Save(string name, byte[] content)
    {
        var directory = Path.Combine(surroundings.Artifacts, "releases");
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, name);
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(KnownSecrets.Scrub(System.Text.Encoding.UTF8.GetString(content))));
        return path;
    }

    private static void WriteLayers(Utf8JsonWriter json, IntegrityReport integrity)
    {
        json.WriteStartArray("layers");
        foreach (var way in integrity.Ways)
        {
            json.WriteStartObject();
            json.WriteString("way", way.Way.Word());
            json.WriteNumber("layers", way.Layers);
            json.WriteNumber("bytes", way.Bytes);
            json.WriteNumber("seconds", Math.Round(way.Elapsed.TotalSeconds, 3));
            json.WriteEndObject();
        }

        foreach (var (way, reason) in integrity.NotPossible)
        {
            json.WriteStartObject();
            json.WriteString("way", way.Word());
            json.WriteString("notPossible", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
