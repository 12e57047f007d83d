namespace Olympian.Deployment.Cleaning;

/// <summary>One thing, or several of one kind, that stays although cleaning looked at it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What people know it by.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Reason">Why it stays.</param>
public sealed record Kept(ItemKind Kind, string Name, long Bytes, string Reason);
