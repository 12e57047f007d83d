namespace Cake.Frosting.Internal;

/// <summary>A setting that the build itself makes, the weakest of all sources.</summary>
internal sealed record CakeSetting(string Key, string Value);
