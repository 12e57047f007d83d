namespace Olympian.Deployment.Archives;

/// <summary>Where the stored pieces of a sparse file belong, and how far a reader has come.</summary>
/// <param name="length">The file's length, holes included.</param>
/// <param name="stored">How many bytes of it the archive holds, the map counted where it stands among them.</param>
internal sealed class SparseFile(long length, long stored)
{
    private readonly List<(long Offset, long Length)> pieces = [];
    private long position;
    private int current;

    /// <summary>The file's length, holes included.</summary>
    public long Length { get; } = length;

    /// <summary>Whether the map itself stands at the beginning of the content.</summary>
    public bool IsMapInContent { get; init; }

    /// <summary>Adds a piece.</summary>
    public void Add(long offset, long size)
    {
        if (size > 0)
        {
            pieces.Add((offset, size));
        }
    }

    /// <summary>Adds the pieces of GNU's first form: pairs of fields of twelve bytes, up to the first empty one.</summary>
    public void Add(ReadOnlySpan<byte> fields, NumberReader read)
    {
        for (; fields.Length >= 24 && fields[0] != 0; fields = fields[24..])
        {
            Add(read(fields[..12]), read(fields.Slice(12, 12)));
        }
    }

    /// <exception cref="DamagedArchive">The pieces overlap, go backwards, or do not fit into the file or the archive.</exception>
    public void Check()
    {
        long reached = 0, sum = 0;
        foreach (var (offset, size) in pieces)
        {
            if (offset < reached || size < 0 || offset > Length - size)
            {
                throw new DamagedArchive("The archive holds a sparse file whose pieces do not fit.");
            }

            reached = offset + size;
            sum += size;
        }

        if (sum > stored)
        {
            throw new DamagedArchive("The archive holds a sparse file of which pieces are missing.");
        }
    }

    /// <summary>What comes next: so many zeros, or so many bytes of content; neither at the end.</summary>
    public (int Hole, long Data) Next(int mostZeros)
    {
        while (current < pieces.Count && position == pieces[current].Offset + pieces[current].Length)
        {
            current++;
        }

        var until = current < pieces.Count ? pieces[current].Offset : Length;
        if (position < until)
        {
            var hole = (int)Math.Min(mostZeros, until - position);
            position += hole;
            return (hole, 0);
        }

        return (0, current < pieces.Count ? pieces[current].Offset + pieces[current].Length - position : 0);
    }

    /// <summary>Says that so many bytes of content were read.</summary>
    public void Took(int bytes) => position += bytes;

    /// <summary>Reads a number as a tar header writes it.</summary>
    public delegate long NumberReader(ReadOnlySpan<byte> field);
}
