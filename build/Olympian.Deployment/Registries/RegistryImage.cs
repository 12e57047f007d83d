using System.Globalization;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Registries;

/// <summary>
/// An image as a registry names it. Every part has been checked against the grammar of image names, so it can stand in a URL as it is.
/// </summary>
public sealed partial record RegistryImage
{
    /// <summary>The registry that a name without a registry means.</summary>
    public const string DockerHub = "docker.io";

    private RegistryImage(string registry, string repository, string reference)
    {
        Registry = registry;
        Repository = repository;
        Reference = reference;
    }

    /// <summary>The registry's name with its port, such as <c>docker.io</c>, <c>ghcr.io</c> or <c>127.0.0.1:5055</c>.</summary>
    public string Registry { get; }

    /// <summary>The repository within the registry, such as <c>library/node</c>.</summary>
    public string Repository { get; }

    /// <summary>A digest, <c>sha256:…</c>, or a tag.</summary>
    public string Reference { get; }

    /// <summary>Whether the reference is a digest: it then names the same bytes for ever, which a tag does not.</summary>
    public bool IsByDigest => IsDigest(Reference);

    /// <summary>
    /// Reads an image's name as docker does: without a registry it is Docker Hub's, there without a slash it is in <c>library/</c>,
    /// without a tag it is <c>latest</c>, and a digest goes before a tag.
    /// </summary>
    /// <exception cref="ExpectedFailure">The text is not an image's name, or its digest is not SHA-256.</exception>
    public static RegistryImage Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var rest = text;
        string? digest = null, tag = null;
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
        }

        // A colon before the last slash is a port's.
        var colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var isHosted = slash > 0 && IsHost(rest[..slash]);
        var registry = isHosted ? rest[..slash] : DockerHub;
        var repository = isHosted ? rest[(slash + 1)..] : rest;
        if (registry is "index.docker.io" or DockerHub)
        {
            registry = DockerHub;
            repository = repository.Contains('/', StringComparison.Ordinal) ? repository : $"library/{repository}";
        }

        var isName = RegistryName().Match(registry) is { Success: true } host
            && (!host.Groups["port"].Success || ushort.TryParse(host.Groups["port"].ValueSpan, CultureInfo.InvariantCulture, out _))
            && RepositoryName().IsMatch(repository)
            && (tag is null || Tag().IsMatch(tag)) && (digest is null || IsDigest(digest));
        return isName
            ? new(registry, repository, digest ?? tag ?? "latest")
            : throw new ExpectedFailure(
                $"'{text}' does not name an image in a registry.",
                "Expected [REGISTRY[:PORT]/]REPOSITORY[:TAG] or [REGISTRY[:PORT]/]REPOSITORY@sha256:<64 hexadecimal digits>.",
                "See the names the engine has: docker image ls --digests");
    }

    /// <summary>Whether the text is a digest by the one algorithm that registries use.</summary>
    public static bool IsDigest(string? text) => text is not null && Digest().IsMatch(text);

    /// <summary>Another tag or digest of the same repository.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public RegistryImage At(string reference) =>
        IsDigest(reference) || Tag().IsMatch(reference)
            ? new(Registry, Repository, reference)
            : throw new ArgumentException($"'{reference}' is neither a tag nor a SHA-256 digest.", nameof(reference));

    /// <summary>The name in full, as docker takes it.</summary>
    public override string ToString() => $"{Registry}/{Repository}{(IsByDigest ? '@' : ':')}{Reference}";

    // Docker's rule for telling a registry from the first part of a repository's name.
    private static bool IsHost(string part) =>
        part == "localhost" || part.AsSpan().ContainsAny('.', ':') || part.Any(char.IsAsciiLetterUpper);

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])"
        + @"(?::(?<port>[0-9]{1,5}))?\z")]
    private static partial Regex RegistryName();

    [GeneratedRegex(@"\A(?=.{1,255}\z)[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryName();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Digest();
}
