using System.Globalization;
using Cake.Core.Diagnostics;

namespace Olympian.Build.Tests.Console;

/// <summary>Keeps what is logged, formatted as Cake formats it.</summary>
internal sealed class LogDouble : ICakeLog
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => lines;

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    // Without a lock: whoever shares a log must keep its lines apart himself.
    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args) =>
        lines.Add($"{level} {string.Format(CultureInfo.InvariantCulture, format, args)}");
}
