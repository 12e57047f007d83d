using Olympian.Deployment.Images;

namespace Olympian.Deployment.Healing;

/// <summary>
/// A copy of a base image that shares no layer with it in the engine: the same files, the same configuration, one empty layer more at the
/// bottom. An engine keeps a layer by those below it, so everything upon another bottom is written anew, however damaged what is there
/// already, and however many still hold that.
/// </summary>
public static class BaseCopy
{
    /// <summary>On a copy, and on every image built upon it: the project it was made for.</summary>
    public const string Label = "org.olympian.base-copy";

    /// <summary>On the same: the chain ids of the damaged layers that it stands in for, separated by blanks.</summary>
    public const string ReplacesLabel = "org.olympian.replaces-layers";

    /// <summary>The diff id of an archive of nothing: 1024 zeros.</summary>
    public const string EmptyLayer = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    private const string Repository = "base-copy";

    /// <summary>A copy's name.</summary>
    /// <param name="project">The project.</param>
    /// <param name="tag">What tells copies apart.</param>
    public static string NameOf(string project, string tag) => $"{project}/{Repository}:{tag}";

    /// <summary>Whether a name is one that copies get.</summary>
    public static bool IsName(string tag, string project)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return tag.StartsWith($"{project}/{Repository}:", StringComparison.Ordinal);
    }

    /// <summary>Whether an image is a copy itself, and not built upon one.</summary>
    public static bool IsOf(ImageFacts image, string project)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Labels.GetValueOrDefault(Label) == project && !image.Labels.ContainsKey(ImageLabels.Project);
    }

    /// <summary>The damaged layers, by chain id, that an image was built to be free of; empty for an ordinary one.</summary>
    public static IReadOnlyList<string> ReplacedBy(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.GetValueOrDefault(ReplacesLabel)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }
}
