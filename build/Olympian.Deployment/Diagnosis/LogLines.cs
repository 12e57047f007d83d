using System.Text;

namespace Olympian.Deployment.Diagnosis;

/// <summary>Reads a text line by line in constant memory, however long it or one of its lines is.</summary>
/// <remarks>
/// A carriage return ends a line as well: progress bars write over theirs. A line longer than <see cref="Longest"/> comes in pieces that
/// overlap, so that a message on a cut is still whole in one of them.
/// </remarks>
internal static class LogLines
{
    internal const int Longest = 16 * 1024;
    internal const int Overlap = 2 * 1024;

    /// <summary>Each line, or piece of one, with the number of its line from 1.</summary>
    public static IEnumerable<(long Number, string Text)> Of(TextReader log, CancellationToken cancellationToken)
    {
        var buffer = new char[16 * 1024];
        var line = new StringBuilder();
        var number = 1L;
        int read;
        while ((read = log.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var start = 0; start < read;)
            {
                var rest = buffer.AsSpan(start, read - start);
                var end = rest.IndexOfAny('\n', '\r');
                var take = Math.Min(end < 0 ? rest.Length : end, Longest - line.Length);
                line.Append(rest[..take]);
                start += take;

                if (take == end)
                {
                    yield return (number, line.ToString());
                    line.Clear();
                    number += buffer[start] == '\n' ? 1 : 0;
                    start++;
                }
                else if (line.Length == Longest)
                {
                    yield return (number, line.ToString());
                    line.Remove(0, Longest - Overlap);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return (number, line.ToString());
        }
    }
}
