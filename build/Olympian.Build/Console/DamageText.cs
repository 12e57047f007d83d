using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;

namespace Olympian.Build.Console;

/// <summary>What healing a project's damage would take, for people.</summary>
internal static class DamageText
{
    /// <summary>One line for each thing that would happen, and for each that would not.</summary>
    public static IEnumerable<string> PlanOf(ProjectDamage damage)
    {
        if (damage.SourceHash is { } source)
        {
            yield return $"would build a release of source {source} anew, upon bases free of the damaged layers";
        }

        foreach (var container in damage.Holders.Running)
        {
            yield return $"would replace container {container.Name} by one of that release; until then it runs on";
        }

        // All of it is needed: as long as somebody else holds the layers, removing ours gains nothing, and is not done.
        if (damage.Holders.Strangers.Count == 0)
        {
            foreach (var line in RemovalsOf(damage))
            {
                yield return line;
            }
        }

        foreach (var stranger in damage.Holders.Strangers)
        {
            yield return $"would leave alone, so that the damage stays on this engine: {stranger.What}; its owner could type: {stranger.Command}";
        }

        yield return "This is a plan: nothing was changed.";
    }

    private static IEnumerable<string> RemovalsOf(ProjectDamage damage)
    {
        foreach (var container in damage.Holders.Containers.Except(damage.Holders.Running))
        {
            yield return $"would remove container {container.Name}: it holds a damaged layer";
        }

        foreach (var image in damage.Holders.Images)
        {
            yield return $"would remove image {NameOf(image)}: it holds a damaged layer";
        }

        foreach (var image in damage.Holders.Bases)
        {
            yield return $"would remove image {NameOf(image)} and pull it again: it holds a damaged layer";
        }

        if (damage.Holders.Cache.Count > 0)
        {
            yield return $"would remove {damage.Holders.Cache.Count} build cache records of this project";
        }
    }

    private static string NameOf(ImageFacts image) => image.Tags.Count > 0 ? image.Tags[0] : image.Id;
}
