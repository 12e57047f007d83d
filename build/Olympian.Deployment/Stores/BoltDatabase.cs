using System.Buffers.Binary;
using System.Text;

namespace Olympian.Deployment.Stores;

/// <summary>A bbolt database as one committed transaction left it: every page that it needs was looked at.</summary>
/// <remarks>
/// The format, of 2013 and unchanged since (https://github.com/etcd-io/bbolt): two meta pages, of which the younger sound one counts; pages of
/// a tree, a branch's elements naming pages, a leaf's holding keys with values; a value may be a bucket, which is a tree of its own, small ones
/// within the value.
/// </remarks>
public sealed class BoltDatabase
{
    private const uint Magic = 0xED0CDAED;
    private const int HeaderSize = 16, ElementSize = 16, MetaSize = 64, UsualPageSize = 4096, DeepestTree = 64;
    private const ushort BranchPage = 1, LeafPage = 2;
    private const uint BucketValue = 1;

    private readonly ReadOnlyMemory<byte> file;
    private readonly int pageSize;
    private readonly ulong root;

    private BoltDatabase(ReadOnlyMemory<byte> file, int pageSize, ulong root, ulong transaction)
    {
        (this.file, this.pageSize, this.root, Transaction) = (file, pageSize, root, transaction);
        Buckets = Read();
    }

    /// <summary>The number of the transaction: it grows with each change.</summary>
    public ulong Transaction { get; }

    /// <summary>The top buckets by name, and in each the values by path: the names of the buckets within and the key, joined by slashes.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, byte[]>> Buckets { get; }

    /// <param name="file">The whole file.</param>
    /// <exception cref="DamagedDatabase">It is none, or a page that counts does not hold together.</exception>
    public static BoltDatabase Parse(ReadOnlyMemory<byte> file)
    {
        var (pageSize, root, transaction) = Newest(file.Span)
            ?? throw new DamagedDatabase("neither of its two first pages is that of a database");
        return new(file, pageSize, root, transaction);
    }

    /// <summary>The number of the newest transaction that a file tells of, by its first pages alone; null when neither is sound.</summary>
    public static ulong? TransactionOf(ReadOnlySpan<byte> file) => Newest(file)?.Transaction;

    private static (int PageSize, ulong Root, ulong Transaction)? Newest(ReadOnlySpan<byte> file)
    {
        var first = MetaAt(file, 0);
        var second = MetaAt(file, first?.PageSize ?? UsualPageSize);
        return first is null ? second : second is null || first.Value.Transaction > second.Value.Transaction ? first : second;
    }

    private static (int PageSize, ulong Root, ulong Transaction)? MetaAt(ReadOnlySpan<byte> file, int offset)
    {
        if (file.Length < offset + HeaderSize + MetaSize)
        {
            return null;
        }

        var meta = file.Slice(offset + HeaderSize, MetaSize);
        var pageSize = BinaryPrimitives.ReadUInt32LittleEndian(meta[8..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(meta) == Magic
            && BinaryPrimitives.ReadUInt64LittleEndian(meta[56..]) == Checksum(meta[..56])
            && pageSize is >= 512 and <= 1024 * 1024
                ? ((int)pageSize, BinaryPrimitives.ReadUInt64LittleEndian(meta[16..]), BinaryPrimitives.ReadUInt64LittleEndian(meta[48..]))
                : null;
    }

    // FNV-1a.
    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 14695981039346656037UL;
        foreach (var one in bytes)
        {
            sum = unchecked((sum ^ one) * 1099511628211UL);
        }

        return sum;
    }

    private Dictionary<string, IReadOnlyDictionary<string, byte[]>> Read()
    {
        var buckets = new Dictionary<string, IReadOnlyDictionary<string, byte[]>>(StringComparer.Ordinal);
        try
        {
            ReadTree(PageAt(root), (name, value, isBucket) =>
            {
                var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
                buckets[name] = values;
                if (isBucket)
                {
                    ReadBucket(value, "", values, DeepestTree);
                }
            }, DeepestTree);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new DamagedDatabase("a page points out of the file");
        }

        return buckets;
    }

    private void ReadBucket(ReadOnlyMemory<byte> bucket, string prefix, Dictionary<string, byte[]> values, int depth)
    {
        var at = BinaryPrimitives.ReadUInt64LittleEndian(bucket.Span[..8]);
        ReadTree(at == 0 ? bucket[HeaderSize..] : PageAt(at), (key, value, isBucket) =>
        {
            if (isBucket)
            {
                ReadBucket(value, $"{prefix}{key}/", values, depth - 1);
            }
            else
            {
                values[prefix + key] = value.ToArray();
            }
        }, depth - 1);
    }

    private void ReadTree(ReadOnlyMemory<byte> page, Action<string, ReadOnlyMemory<byte>, bool> onLeaf, int depth)
    {
        if (depth < 0)
        {
            throw new DamagedDatabase("its pages go round in a circle");
        }

        var (flags, count) = (BinaryPrimitives.ReadUInt16LittleEndian(page.Span[8..]), BinaryPrimitives.ReadUInt16LittleEndian(page.Span[10..]));
        if (flags is not (BranchPage or LeafPage))
        {
            throw new DamagedDatabase($"a page of kind {flags} where the tree goes on");
        }

        for (var i = 0; i < count; i++)
        {
            var element = page[(HeaderSize + (i * ElementSize))..];
            if (flags == BranchPage)
            {
                ReadTree(PageAt(BinaryPrimitives.ReadUInt64LittleEndian(element.Span[8..])), onLeaf, depth - 1);
                continue;
            }

            var position = Number(element, 4);
            var (keySize, valueSize) = (Number(element, 8), Number(element, 12));
            onLeaf(
                Encoding.UTF8.GetString(element.Slice(position, keySize).Span),
                element.Slice(position + keySize, valueSize),
                BinaryPrimitives.ReadUInt32LittleEndian(element.Span) == BucketValue);
        }
    }

    private static int Number(ReadOnlyMemory<byte> element, int at)
    {
        var number = BinaryPrimitives.ReadUInt32LittleEndian(element.Span[at..]);
        return number <= int.MaxValue / 4 ? (int)number : throw new DamagedDatabase("an element is larger than any can be");
    }

    // To the file's end: a page may go on in those that follow it.
    private ReadOnlyMemory<byte> PageAt(ulong number)
    {
        var page = number <= (ulong)(file.Length / pageSize) ? file[(int)(number * (ulong)pageSize)..] : ReadOnlyMemory<byte>.Empty;
        return page.Length >= HeaderSize && BinaryPrimitives.ReadUInt64LittleEndian(page.Span) == number
            ? page
            : throw new DamagedDatabase($"page {number} is not where it belongs");
    }
}
