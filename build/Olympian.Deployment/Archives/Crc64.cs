namespace Olympian.Deployment.Archives;

/// <summary>
/// The checksum that an engine keeps of each file of a layer (tar-split): CRC-64 of ISO 3309, reflected, as Go's <c>crc64.ISO</c>. Not the
/// one of <c>System.IO.Hashing</c>, which is ECMA-182's.
/// </summary>
public sealed class Crc64
{
    private const ulong Polynomial = 0xD800000000000000;

    private static readonly ulong[] Table = MakeTable();

    private ulong state = ulong.MaxValue;

    /// <summary>The checksum of everything appended.</summary>
    public ulong Value => ~state;

    /// <summary>Takes in bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = state;
        foreach (var value in bytes)
        {
            crc = Table[(byte)crc ^ value] ^ (crc >> 8);
        }

        state = crc;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            table[i] = crc;
        }

        return table;
    }
}
