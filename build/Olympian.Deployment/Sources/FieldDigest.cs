using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Olympian.Deployment.Sources;

/// <summary>
/// An MD5 over a sequence of fields, each preceded by its length, so that no byte can move from one field to its neighbour
/// and leave the digest unchanged.
/// </summary>
internal sealed class FieldDigest : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly IncrementalHash _hash = Md5.Start();

    // Large contexts have hundreds of thousands of short fields: each call into the hash costs more than hashing one.
    private readonly ArrayBufferWriter<byte> _fields = new(BufferSize);

    public FieldDigest(string format) => Append(format);

    public FieldDigest Append(string field)
    {
        var length = Encoding.UTF8.GetByteCount(field);
        BinaryPrimitives.WriteInt32BigEndian(_fields.GetSpan(sizeof(int)), length);
        _fields.Advance(sizeof(int));
        _fields.Advance(Encoding.UTF8.GetBytes(field, _fields.GetSpan(length)));
        if (_fields.WrittenCount >= BufferSize / 2)
        {
            Flush();
        }

        return this;
    }

    /// <summary>A count, so that two neighbouring lists cannot be told otherwise.</summary>
    public FieldDigest Append(int count) => Append(count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>One field that says whether there is a value, then the value.</summary>
    public FieldDigest AppendOptional(string? field) => field is null ? Append(0) : Append(1).Append(field);

    /// <summary>The values in their own order, which means something.</summary>
    public FieldDigest AppendList(IReadOnlyCollection<string> fields)
    {
        Append(fields.Count);
        foreach (var field in fields)
        {
            Append(field);
        }

        return this;
    }

    /// <summary>The pairs by name, in ordinal order.</summary>
    public FieldDigest AppendMap(IReadOnlyCollection<KeyValuePair<string, string?>> fields)
    {
        Append(fields.Count);
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Append(name).AppendOptional(value);
        }

        return this;
    }

    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_fields.WrittenSpan);
        _fields.ResetWrittenCount();
    }
}
