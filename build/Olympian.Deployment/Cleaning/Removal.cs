namespace Olympian.Deployment.Cleaning;

/// <summary>One thing that goes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The id it is removed by: of the container, image or cache record, or the file's path.</param>
/// <param name="Name">What people know it by.</param>
/// <param name="Bytes">Its size. What removing it frees may be less: layers are shared.</param>
/// <param name="Reason">Why it goes.</param>
/// <param name="Names">Of an image: the names of ours that are taken away.</param>
public sealed record Removal(ItemKind Kind, string Id, string Name, long Bytes, string Reason, IReadOnlyList<string> Names);
