using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>Something in an image that is not what was pulled or built.</summary>
/// <param name="Way">How it was found.</param>
/// <param name="Images">The images it is in, by the names they were verified under.</param>
/// <param name="ImageIds">Their ids.</param>
/// <param name="Layer">The layer, placed as in the first of the images; null where it is the image itself, or the layer is not known.</param>
/// <param name="Suspects">The layers it may be in, by chain id, where the way of looking does not tell which; empty otherwise.</param>
/// <param name="Fault">What is wrong.</param>
public sealed record IntegrityFinding(
    Way Way,
    IReadOnlyList<string> Images,
    IReadOnlyList<string> ImageIds,
    LayerPlace? Layer,
    IReadOnlyList<string> Suspects,
    LayerFault Fault)
{
    /// <summary>The chain ids of the layers to be healed.</summary>
    public IReadOnlyList<string> Chains => Layer is null ? Suspects : [Layer.ChainId];

    /// <summary>The finding in one line.</summary>
    public override string ToString()
    {
        var where = Way == Way.Cache ? "" : Layer is not null ? $"{Layer}: " : Suspects.Count > 0 ? $"one of {Suspects.Count} layers: " : "the image: ";
        var path = Fault.Path is { } at ? $"{at}: " : "";
        return $"{string.Join(", ", Images)}: {where}{path}expected {Fault.Expected}, found {Fault.Actual} ({Way.Word()})";
    }
}
