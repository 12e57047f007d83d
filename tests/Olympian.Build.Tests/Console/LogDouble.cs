using System.Globalization;
using Cake.Core.Diagnostics;

namespace Olympian.Build.Tests.Console;

/// <summary>Keeps what is logged, formatted as Cake formats it.</summary>
internal sealed class LogDouble : ICakeLog
{
    private readonly List<string> lines = [];
    private int inside;

    public IReadOnlyList<string> Lines => lines;

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>Lines that came while another was being written.</summary>
    public int Collisions { get; private set; }

    // Without a lock, and slow about it: whoever shares a log must keep its lines apart himself.
    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        if (Interlocked.Increment(ref inside) > 1)
        {
            Collisions++;
        }

        Thread.Yield();
        lines.Add($"{level} {string.Format(CultureInfo.InvariantCulture, format, args)}");
        Interlocked.Decrement(ref inside);
    }
}
