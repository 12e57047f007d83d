using System.Text.Json;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Options;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters.Releases;

/// <summary>
/// Writes what was checked of a release into artifacts/releases/. For people and CI only: the state itself is in the engine, and
/// losing these files loses nothing.
/// </summary>
public sealed class ReleaseRecords(Surroundings surroundings, TimeProvider time)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Writes <c>&lt;project&gt;-&lt;release&gt;.&lt;stage&gt;.json</c>, whole or not at all.</summary>
    public void Write(string project, ReleaseId release, string stage, IReadOnlyList<Claim> claims)
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
            json.WriteEndObject();
        }

        var directory = Path.Combine(surroundings.Artifacts, "releases");
        Directory.CreateDirectory(directory);
        AtomicFile.Write(Path.Combine(directory, $"{project}-{release}.{stage}.json"), content.ToArray());
    }
}
