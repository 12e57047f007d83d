namespace Olympian.Deployment.Images;

/// <summary>A volume as the engine reports it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Driver">As <c>local</c>.</param>
/// <param name="Mountpoint">Where it lies on the engine's host.</param>
/// <param name="Labels">Its labels.</param>
public sealed record VolumeFacts(string Name, string Driver, string Mountpoint, IReadOnlyDictionary<string, string> Labels);
