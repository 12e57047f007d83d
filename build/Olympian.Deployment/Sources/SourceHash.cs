using System.Diagnostics.CodeAnalysis;

namespace Olympian.Deployment.Sources;

/// <summary>
/// Names the exact source that a release is built from: contexts, Dockerfiles and build settings of all its services.
/// </summary>
/// <remarks>
/// <para>Paths of this machine do not count: a context counts by its content and the service it serves, a named context by its
/// name. Nor does the deployment's project name, nor what is new in every run: the four build arguments that carry this very hash,
/// and labels that repeat them.</para>
/// <para>Build secrets count by their id alone: a fingerprint must not let anyone test guesses of a secret.</para>
/// </remarks>
public sealed record SourceHash
{
    // Part of the digest: raise it with any change below, so that old images never match by accident.
    private const string Format = "olympian-source/1";

    // Names the deployment and marks its build cache (docs/decisions/0004); one source deployed twice is one source.
    private const string ProjectNameArgument = "COMPOSE_PROJECT_NAME";

    private static readonly string[] VolatileLabels =
    [
        "org.opencontainers.image.created",
        "org.opencontainers.image.revision",
        "org.opencontainers.image.version",
    ];

    private SourceHash(string value) => Value = value;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Value { get; }

    /// <exception cref="ArgumentException">A service is listed twice, or an additional directory has no digest.</exception>
    public static SourceHash Of(IReadOnlyCollection<ServiceSource> services)
    {
        using var digest = new FieldDigest(Format);
        digest.Append(services.Count);
        string? previous = null;
        foreach (var service in services.OrderBy(service => service.Build.Service, StringComparer.Ordinal))
        {
            if (service.Build.Service == previous)
            {
                throw new ArgumentException($"The service '{previous}' is listed twice.", nameof(services));
            }

            Append(digest, service);
            previous = service.Build.Service;
        }

        return new(digest.Finish());
    }

    /// <summary>True for 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SourceHash? hash)
    {
        hash = LowerHex.IsMd5(text) ? new(text) : null;
        return hash is not null;
    }

    /// <summary><see cref="Value"/>.</summary>
    public override string ToString() => Value;

    private static void Append(FieldDigest digest, ServiceSource source)
    {
        var build = source.Build;
        digest.Append(build.Service).Append(source.Context.Value).Append(source.DockerfileMd5).AppendOptional(build.Target);
        digest.AppendMap([.. build.Arguments.Where(argument => !IsVolatile(argument))]);
        digest.AppendMap([.. build.AdditionalContexts.Select(context => Named(source, context.Key, context.Value))]);
        digest.AppendMap(
        [
            .. build.Labels
                .Where(label => !IsVolatile(label.Key))
                .Select(label => KeyValuePair.Create<string, string?>(label.Key, label.Value)),
        ]);
        digest.AppendList(build.Platforms).AppendOptional(build.Network).AppendList(build.ExtraHosts);
        digest.AppendList([.. build.Secrets.Select(SecretId).Order(StringComparer.Ordinal)]);
    }

    private static KeyValuePair<string, string?> Named(ServiceSource source, string name, string reference)
    {
        if (!ContextReference.IsDirectory(reference))
        {
            return new(name, "reference " + reference);
        }

        return source.NamedContexts.TryGetValue(name, out var context)
            ? new(name, "directory " + context.Value)
            : throw new ArgumentException($"The additional context '{name}' of '{source.Build.Service}' has no digest.", nameof(source));
    }

    private static bool IsVolatile(KeyValuePair<string, string?> argument) =>
        argument.Key == ProjectNameArgument || BuildArguments.Names.Contains(argument.Key);

    private static bool IsVolatile(string label) =>
        label.StartsWith("org.olympian.", StringComparison.Ordinal) || VolatileLabels.Contains(label);

    private static string SecretId(string secret) =>
        secret.Split(',').FirstOrDefault(part => part.StartsWith("id=", StringComparison.Ordinal)) ?? "";
}
