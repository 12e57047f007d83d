namespace Olympian.Deployment.Registries;

/// <summary>What came of a blob.</summary>
/// <param name="Bytes">How many bytes, not more than were announced.</param>
/// <param name="IsLonger">Whether more came than were announced; the rest was not read.</param>
/// <param name="Digest">The SHA-256 of the bytes counted, <c>sha256:…</c>.</param>
public sealed record BlobReading(long Bytes, bool IsLonger, string Digest)
{
    /// <summary>Whether it is what the descriptor says.</summary>
    public bool Is(RegistryDescriptor announced)
    {
        ArgumentNullException.ThrowIfNull(announced);
        return !IsLonger && Bytes == announced.Size && Digest == announced.Digest;
    }

    /// <summary>What had to come and what came, where the two differ: their sizes if these do, otherwise their digests.</summary>
    public (string Expected, string Actual) Against(RegistryDescriptor announced)
    {
        ArgumentNullException.ThrowIfNull(announced);
        return IsLonger ? ($"{announced.Size} bytes", "more")
            : Bytes != announced.Size ? ($"{announced.Size} bytes", $"{Bytes} bytes")
            : (announced.Digest, Digest);
    }
}
