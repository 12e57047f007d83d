namespace Olympian.Deployment.Bases;

/// <summary>The contexts that a build gives names to: each stands in the place of the stage or the image of that name.</summary>
internal sealed class NamedContexts
{
    private const string ImageScheme = "docker-image://";
    private const string Latest = ":latest";

    // The builder keeps these two for itself.
    private static readonly string[] NeverReplaced = ["scratch", "context"];

    private readonly Dictionary<string, string> contexts = new(StringComparer.Ordinal);

    /// <exception cref="DockerfileFault">A name is none that a builder takes.</exception>
    public NamedContexts(IReadOnlyDictionary<string, string> additional)
    {
        foreach (var (name, source) in additional)
        {
            contexts[KeyOf(name) ?? throw new DockerfileFault(null, $"'{name}' cannot be the name of an additional context.")] = source;
        }
    }

    /// <summary>The context in the place of a stage.</summary>
    public NamedContext? ForStage(string? name) =>
        name is null || NeverReplaced.Contains(name) || KeyOf(name) is not { } key ? null : At(key);

    /// <summary>The context in the place of an image.</summary>
    public NamedContext? ForImage(ImageReference image) => At(KeyOf(image));

    private static string? KeyOf(string name) => ImageReference.TryParse(name, out var reference) ? KeyOf(reference) : null;

    private static string KeyOf(ImageReference reference)
    {
        var name = reference.Familiar;
        return name.EndsWith(Latest, StringComparison.Ordinal) ? name[..^Latest.Length] : name;
    }

    private NamedContext? At(string key)
    {
        if (!contexts.TryGetValue(key, out var source))
        {
            return null;
        }

        if (source.StartsWith("target:", StringComparison.Ordinal) || source.StartsWith("service:", StringComparison.Ordinal))
        {
            throw new DockerfileFault(
                null, $"the additional context '{key}' is what another build makes ({source}), which is not there yet.");
        }

        return new(key, source.StartsWith(ImageScheme, StringComparison.Ordinal) ? source[ImageScheme.Length..] : null);
    }
}
