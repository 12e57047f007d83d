using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Bases;

/// <summary>
/// The name of an image, read as docker reads it: two texts that docker takes for the same name are equal. Without tag and digest it
/// is <c>latest</c>; without a registry it is on docker.io, in <c>library</c> if it has one part.
/// </summary>
/// <remarks>The grammar: https://github.com/distribution/reference/blob/main/reference.go. Ids of images are no names.</remarks>
public sealed partial record ImageReference
{
    private const string DockerHub = "docker.io";
    private const string OfficialImages = "library/";
    private const string DefaultTag = "latest";
    private const int LongestRepository = 255;

    private ImageReference(string domain, string repository, string? tag, string? digest)
    {
        Domain = domain;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry's host, with its port if it has one: <c>docker.io</c>, <c>127.0.0.1:5000</c>.</summary>
    public string Domain { get; }

    /// <summary>The repository in that registry: <c>library/node</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag; null for an image named by its digest alone.</summary>
    public string? Tag { get; }

    /// <summary>The digest with its algorithm, as <c>sha256:…</c>; null for an image named by its tag alone.</summary>
    public string? Digest { get; }

    /// <summary>As people write it: <c>node:22</c>, <c>team/app:1</c>, <c>127.0.0.1:5000/app:1</c>.</summary>
    public string Familiar => Join(
        Domain != DockerHub ? $"{Domain}/{Repository}"
        : Repository.LastIndexOf('/') == OfficialImages.Length - 1 && Repository.StartsWith(OfficialImages, StringComparison.Ordinal)
            ? Repository[OfficialImages.Length..]
        : Repository);

    /// <summary>With every part that was left out: <c>docker.io/library/node:22</c>.</summary>
    public string Canonical => Join($"{Domain}/{Repository}");

    /// <exception cref="UsageFailure">The text names no image.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference)
            ? reference
            : throw new UsageFailure(
                $"'{text}' is not the name of an image.",
                "Expected a name such as node:22, registry.example.com:5000/team/app:1 or node@sha256:… (64 hexadecimal digits), "
                + "the repository in lower case.",
                "Correct the name.");

    /// <summary>Whether the text names an image.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        ArgumentNullException.ThrowIfNull(text);

        reference = null;
        if (ImageId().IsMatch(text))
        {
            return false;
        }

        var (domain, remainder) = Split(text);
        if (Form().Match($"{domain}/{remainder}") is not { Success: true } match
            || match.Groups["repository"].Length > LongestRepository)
        {
            return false;
        }

        var tag = match.Groups["tag"] is { Success: true } tagged ? tagged.Value : null;
        var digest = match.Groups["digest"] is { Success: true } digested ? digested.Value : null;
        reference = new(
            match.Groups["domain"].Value,
            match.Groups["repository"].Value,
            tag is null && digest is null ? DefaultTag : tag,
            digest);
        return true;
    }

    /// <summary><see cref="Canonical"/>.</summary>
    public override string ToString() => Canonical;

    // What stands before the first slash is a registry only if it cannot be part of a repository on docker.io.
    private static (string Domain, string Remainder) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : text[..slash];
        var isDomain = first == "localhost" || first.AsSpan().ContainsAny('.', ':') || first.Any(char.IsAsciiLetterUpper);
        var (domain, remainder) = isDomain ? (first, text[(slash + 1)..]) : (DockerHub, text);

        if (domain == "index.docker.io")
        {
            domain = DockerHub;
        }

        return (domain, domain == DockerHub && !remainder.Contains('/', StringComparison.Ordinal) ? OfficialImages + remainder : remainder);
    }

    private string Join(string name) => name + (Tag is null ? "" : $":{Tag}") + (Digest is null ? "" : $"@{Digest}");

    [GeneratedRegex(@"\A[a-f0-9]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImageId();

    [GeneratedRegex(
        """
        \A
        (?<domain>
            (?: (?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?) (?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*
              | \[[A-Fa-f0-9:]+\] )
            (?: :[0-9]+ )?
        )
        / (?<repository> [a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)* (?: /[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)* )* )
        (?: : (?<tag> [A-Za-z0-9_][A-Za-z0-9_.-]{0,127} ) )?
        (?: @ (?<digest> sha256:[a-f0-9]{64} | sha384:[a-f0-9]{96} | sha512:[a-f0-9]{128} ) )?
        \z
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
