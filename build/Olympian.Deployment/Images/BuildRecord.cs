namespace Olympian.Deployment.Images;

/// <summary>What a builder did for one image, by its own account.</summary>
/// <param name="Instructions">Every instruction that it told of, stage by stage.</param>
/// <param name="Bases">Every image that it stood on.</param>
/// <param name="Missing">What must have been there and was not told, one text each; with any, the record proves nothing.</param>
public sealed record BuildRecord(
    IReadOnlyList<BuildInstruction> Instructions, IReadOnlyList<BuildBase> Bases, IReadOnlyList<string> Missing);
