using System.Text;

namespace Olympian.Deployment.Images;

/// <summary>
/// Makes whole lines of what a step prints, which comes in pieces that end anywhere, also within a character. Holds one line at most.
/// </summary>
internal sealed class OutputLines
{
    /// <summary>A line longer than this many characters comes in several.</summary>
    public const int Longest = 64 * 1024;

    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder line = new();
    private DateTimeOffset began;
    private bool isOpen;
    private bool returned;

    /// <summary>Takes in a piece.</summary>
    /// <returns>The lines it ends, each with the time of its first piece.</returns>
    public IEnumerable<(DateTimeOffset Began, string Text)> Add(byte[] piece, DateTimeOffset time)
    {
        var characters = new char[Encoding.UTF8.GetMaxCharCount(piece.Length)];
        var count = decoder.GetChars(piece, 0, piece.Length, characters, 0, flush: false);
        for (var i = 0; i < count; i++)
        {
            if (!isOpen)
            {
                (isOpen, began) = (true, time);
            }

            switch (characters[i])
            {
                case '\n':
                    yield return Close();
                    break;
                case '\r':
                    // What is printed next overwrites the line, unless the line ends here.
                    returned = true;
                    break;
                default:
                    if (returned)
                    {
                        line.Clear();
                        returned = false;
                    }

                    line.Append(characters[i]);
                    if (line.Length == Longest)
                    {
                        yield return Close();
                    }

                    break;
            }
        }
    }

    /// <summary>The line that never ended; null when there is none.</summary>
    public (DateTimeOffset Began, string Text)? End()
    {
        var rest = new char[4];
        line.Append(rest, 0, decoder.GetChars([], 0, 0, rest, 0, flush: true));
        return line.Length > 0 ? Close() : null;
    }

    private (DateTimeOffset Began, string Text) Close()
    {
        var text = line.ToString();
        line.Clear();
        (isOpen, returned) = (false, false);
        return (began, text);
    }
}
