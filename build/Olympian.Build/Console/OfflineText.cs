using Olympian.Build.Adapters.Stores;
using Olympian.Deployment.OfflineHealing;

namespace Olympian.Build.Console;

/// <summary>What healing a stopped engine takes and took, for people.</summary>
internal static class OfflineText
{
    /// <summary>One line for each thing that would happen, with its reason.</summary>
    public static IEnumerable<string> Of(OfflinePlan plan)
    {
        foreach (var mend in plan.Mends)
        {
            yield return $"write anew: {mend.Path}: '{mend.Content}' instead of {mend.Found}; {mend.Proof}";
        }

        foreach (var one in plan.SetAsides)
        {
            yield return $"set aside: {one.Path}: {one.Reason}";
        }

        foreach (var image in plan.Images)
        {
            yield return $"image that goes, and has to be pulled or built again: {image}";
        }

        foreach (var container in plan.Containers)
        {
            yield return $"container of this project that goes, with what it wrote outside of volumes: {container}";
        }

        if (plan.TakesBuildCache)
        {
            yield return "the build cache of the whole engine goes, everybody's: the next builds take longer";
        }

        foreach (var stranger in plan.Strangers)
        {
            yield return $"somebody else's, and unusable as well: {stranger.What}; goes only with --with-strangers, its containers and what they wrote never";
        }

        foreach (var note in plan.Notes)
        {
            yield return $"left alone: {note}";
        }

        if (!plan.IsEmpty)
        {
            yield return "A plan so far: nothing was changed.";
        }
    }

    /// <summary>What was done, and what comes next.</summary>
    public static IEnumerable<string> Done(OfflinePlan plan, string backup)
    {
        yield return $"{plan.Mends.Count} files written anew, {plan.SetAsides.Count} things set aside in {backup}.";
        yield return $"To have everything as it was, with the engine stopped and before anything is pulled or built: sh {backup}/{StoreBackup.Manifest}";
        yield return $"Once all is well: rm -r {backup}";
        yield return plan.Images.Count == 0
            ? "SUCCESS: the layer database is whole. Next: start the engine (systemctl start docker); ./build.sh --target=Heal"
            : "SUCCESS: what was lost is out of the way. Next: start the engine (systemctl start docker); ./build.sh --target=QuickDockerMulti";
    }

    /// <summary>Of a running engine: what is lost of other people's, and what they could do.</summary>
    public static IEnumerable<string> OfOthers(OfflinePlan? plan)
    {
        if (plan is { Strangers.Count: > 0 })
        {
            foreach (var stranger in plan.Strangers)
            {
                yield return $"not this project's, and lost because the engine's layer database is damaged: {stranger.What}";
            }

            yield return OperatorSteps.For(plan.Root);
        }
    }
}
