using System.Text;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters;

/// <summary>
/// The console without secrets, whoever writes to it and in however small pieces. What could be the beginning of one waits until it is
/// known what follows; everything else is shown at once, as a question must be.
/// </summary>
/// <param name="inner">The console's own writer.</param>
internal sealed class ScrubbingWriter(TextWriter inner) : TextWriter
{
    private readonly Lock turn = new();
    private readonly StringBuilder waiting = new();

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Take(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Take(new string(buffer, index, count));

    public override void Write(string? value) => Take(value ?? "");

    public override void WriteLine() => Take(Environment.NewLine);

    public override void WriteLine(string? value) => Take(value + Environment.NewLine);

    public override void Flush()
    {
        lock (turn)
        {
            inner.Flush();
        }
    }

    /// <summary>Shows what still waits.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (turn)
            {
                inner.Write(KnownSecrets.Scrub(waiting.ToString()));
                waiting.Clear();
                inner.Flush();
            }
        }

        base.Dispose(disposing);
    }

    private void Take(string text)
    {
        lock (turn)
        {
            waiting.Append(text);
            // Whole ones first: the end of one may be the beginning of another.
            var all = KnownSecrets.Scrub(waiting.ToString());
            var ready = all.Length - LongestBeginningAtTheEndOf(all);
            waiting.Clear().Append(all, ready, all.Length - ready);
            if (ready > 0)
            {
                inner.Write(all[..ready]);
            }
        }
    }

    private static int LongestBeginningAtTheEndOf(string text)
    {
        var longest = 0;
        foreach (var form in KnownSecrets.Forms)
        {
            for (var length = Math.Min(form.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(form.AsSpan(0, length)))
                {
                    longest = length;
                    break;
                }
            }
        }

        return longest;
    }
}
