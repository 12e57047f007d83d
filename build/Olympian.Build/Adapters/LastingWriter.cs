using System.Text;

namespace Olympian.Build.Adapters;

/// <summary>
/// Writes on where there is nobody left to read: a terminal that was closed refuses every line, and a run that is on its way out must not
/// fail at telling so before it has tidied up.
/// </summary>
/// <param name="inner">The console's own writer.</param>
/// <param name="isOver">Whether the run is on its way out; until then a refusal is thrown.</param>
internal sealed class LastingWriter(TextWriter inner, Func<bool> isOver) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine() => Try(inner.WriteLine);

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException) when (isOver())
        {
            // Nobody reads it.
            return;
        }
    }
}
