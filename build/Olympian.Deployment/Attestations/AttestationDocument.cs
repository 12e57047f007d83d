using System.Globalization;
using System.Text.Json;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Attestations;

/// <summary>
/// An attestation as a document: an in-toto Statement (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md) whose predicate is
/// SLSA provenance 1 (https://slsa.dev/spec/v1.0/provenance), with what was proven in fields of our own.
/// </summary>
/// <remarks>It is not signed: it is worth as much as the place where it is kept.</remarks>
public static class AttestationDocument
{
    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string PredicateType = "https://slsa.dev/provenance/v1";
    private const string BuildType = "urn:olympian:docker-release/v1";
    private const string BuilderId = "urn:olympian:build";
    private const string Sha256 = "sha256:";

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>The document's bytes.</summary>
    public static byte[] Write(Attestation attestation)
    {
        ArgumentNullException.ThrowIfNull(attestation);

        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Indented))
        {
            json.WriteStartObject();
            json.WriteString("_type", StatementType);
            json.WriteStartArray("subject");
            foreach (var image in attestation.Images)
            {
                json.WriteStartObject();
                json.WriteString("name", image.Name);
                WriteDigest(json, "sha256", image.ImageId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("predicateType", PredicateType);
            json.WriteStartObject("predicate");
            WriteDefinition(json, attestation);
            WriteRun(json, attestation);
            WriteVerification(json, attestation);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <exception cref="UsageFailure">It is no attestation of a release of ours.</exception>
    public static Attestation Read(ReadOnlyMemory<byte> document, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            var root = json.RootElement;
            Expect(root, "_type", StatementType);
            Expect(root, "predicateType", PredicateType);
            var predicate = root.GetProperty("predicate");
            var definition = predicate.GetProperty("buildDefinition");
            Expect(definition, "buildType", BuildType);
            return Read(root, definition, predicate.GetProperty("runDetails"), predicate.GetProperty("olympian_verification"));
        }
        catch (Exception notOurs) when (notOurs is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UsageFailure(
                $"{file} is no attestation of a release.",
                $"Expected an in-toto Statement with SLSA provenance as this build writes it; {notOurs.Message}",
                "Name one from artifacts/releases/: --attestation=FILE");
        }
    }

    private static void WriteDefinition(Utf8JsonWriter json, Attestation attestation)
    {
        json.WriteStartObject("buildDefinition");
        json.WriteString("buildType", BuildType);
        json.WriteStartObject("externalParameters");
        json.WriteString("project", attestation.Project);
        json.WriteString("release", attestation.Release);
        json.WriteString("cache", attestation.CacheUse.ToString());
        json.WriteString("BUILD_DATE", attestation.BuildDate);
        json.WriteString("GIT_COMMIT", attestation.Commit);
        json.WriteString("SOURCE_HASH", attestation.SourceHash);
        json.WriteString("CACHE_BUST", attestation.CacheBust);
        json.WriteEndObject();
        json.WriteStartArray("resolvedDependencies");
        json.WriteStartObject();
        json.WriteString("name", "source");
        WriteDigest(json, "md5", attestation.SourceHash);
        json.WriteStartObject("annotations");
        json.WriteString("commit", attestation.Commit);
        json.WriteEndObject();
        json.WriteEndObject();
        foreach (var one in attestation.Bases)
        {
            json.WriteStartObject();
            json.WriteString("uri", UriOf(one));
            json.WriteString("name", one.Name);
            WriteDigest(json, "sha256", one.Digest ?? one.ImageId);
            json.WriteStartObject("annotations");
            json.WriteString("imageId", one.ImageId);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, Attestation attestation)
    {
        json.WriteStartObject("runDetails");
        json.WriteStartObject("builder");
        json.WriteString("id", BuilderId);
        json.WriteStartObject("version");
        foreach (var (name, version) in attestation.Versions.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, version);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WriteString("invocationId", attestation.Release);
        json.WriteString("startedOn", attestation.Started.UtcDateTime);
        json.WriteString("finishedOn", attestation.Finished.UtcDateTime);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // SLSA asks that fields of one's own bear the vendor's name.
    private static void WriteVerification(Utf8JsonWriter json, Attestation attestation)
    {
        json.WriteStartObject("olympian_verification");
        json.WriteStartArray("images");
        foreach (var image in attestation.Images)
        {
            json.WriteStartObject();
            json.WriteString("service", image.Service);
            json.WriteString("name", image.Name);
            json.WriteString("imageId", image.ImageId);
            json.WriteStartArray("layers");
            image.Layers.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WritePropertyName("bases");
            json.WriteRawValue(BaseRecord.LabelOf(image.Bases));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("ways");
        foreach (var way in attestation.Ways)
        {
            json.WriteStartObject();
            json.WriteString("way", way.Way);
            json.WriteNumber("layers", way.Layers);
            json.WriteNumber("bytes", way.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("claims");
        attestation.Claims.ToList().ForEach(json.WriteStringValue);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Attestation Read(JsonElement root, JsonElement definition, JsonElement run, JsonElement verification)
    {
        var parameters = definition.GetProperty("externalParameters");
        AttestedImage[] images =
        [
            .. verification.GetProperty("images").EnumerateArray().Select(image => new AttestedImage(
                Text(image, "service"),
                Text(image, "name"),
                Text(image, "imageId"),
                [.. image.GetProperty("layers").EnumerateArray().Select(layer => layer.GetString()!)],
                BaseRecord.ListOf(new Dictionary<string, string> { [ImageLabels.Bases] = image.GetProperty("bases").GetRawText() }))),
        ];

        // The subjects are what the statement is about; a document that says two things of them says nothing.
        var subjects = root.GetProperty("subject").EnumerateArray()
            .Select(subject => $"{Text(subject, "name")} {Sha256}{Text(subject.GetProperty("digest"), "sha256")}");
        if (!subjects.SequenceEqual(images.Select(image => $"{image.Name} {image.ImageId}")))
        {
            throw new FormatException("its subjects are not the images that were verified");
        }

        var metadata = run.GetProperty("metadata");
        return new(
            Text(parameters, "project"),
            Text(parameters, "release"),
            Text(parameters, "SOURCE_HASH"),
            Text(parameters, "GIT_COMMIT"),
            Text(parameters, "CACHE_BUST"),
            Text(parameters, "BUILD_DATE"),
            Enum.Parse<CacheUse>(Text(parameters, "cache")),
            images,
            run.GetProperty("builder").GetProperty("version").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString() ?? ""),
            Time(metadata, "startedOn"),
            Time(metadata, "finishedOn"),
            [.. verification.GetProperty("ways").EnumerateArray().Select(way =>
                new AttestedWay(Text(way, "way"), way.GetProperty("layers").GetInt32(), way.GetProperty("bytes").GetInt64()))],
            [.. verification.GetProperty("claims").EnumerateArray().Select(claim => claim.GetString() ?? "")]);
    }

    // As BuildKit names images in its provenance.
    private static string UriOf(BaseRecord one)
    {
        if (!ImageReference.TryParse(one.Name, out var name))
        {
            return $"pkg:docker/{Uri.EscapeDataString(one.Name)}";
        }

        var familiar = name.Familiar.Split('@')[0];
        var repository = name.Tag is { } tag && familiar.EndsWith($":{tag}", StringComparison.Ordinal) ? familiar[..^(tag.Length + 1)] : familiar;
        return $"pkg:docker/{repository}{(name.Tag is null ? "" : $"@{name.Tag}")}{(one.Digest is null ? "" : $"?digest={one.Digest}")}";
    }

    private static void WriteDigest(Utf8JsonWriter json, string algorithm, string digest)
    {
        json.WriteStartObject("digest");
        json.WriteString(algorithm, digest.Replace(Sha256, "", StringComparison.Ordinal));
        json.WriteEndObject();
    }

    private static void Expect(JsonElement element, string name, string expected)
    {
        var actual = element.TryGetProperty(name, out var value) ? value.GetString() : null;
        if (actual != expected)
        {
            throw new FormatException($"{name} is '{actual ?? "missing"}', not '{expected}'");
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static DateTimeOffset Time(JsonElement element, string name) =>
        DateTimeOffset.Parse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
