namespace Olympian.Deployment.Data;

/// <summary>A volume in a backup.</summary>
/// <param name="Key">Its name in the compose file.</param>
/// <param name="Bytes">The size of its archive.</param>
/// <param name="Sha256">The digest of its archive.</param>
/// <param name="Content">The digest of what the archive holds (<see cref="TreeDigest"/>): the same for the volume once it is restored.</param>
/// <param name="Entries">How many files, directories and links it holds.</param>
public sealed record BackedUpVolume(string Key, long Bytes, string Sha256, string Content, int Entries)
{
    /// <summary>The name of its entry in the backup.</summary>
    public string EntryName => $"volumes/{Key}.tar";
}
