using System.Globalization;
using System.Text;
using Cake.Core;

namespace Olympian.Build.Tests.Packages;

/// <summary>Keeps what the host writes by Cake's log.</summary>
internal sealed class RecordingConsole : IConsole
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    public string Output => output.ToString();

    public string Errors => errors.ToString();

    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes => false;

    public void Write(string format, params object[] arg) => output.AppendFormat(CultureInfo.InvariantCulture, format, arg);

    public void WriteLine(string format, params object[] arg) => output.AppendFormat(CultureInfo.InvariantCulture, format, arg).Append('\n');

    public void WriteError(string format, params object[] arg) => errors.AppendFormat(CultureInfo.InvariantCulture, format, arg);

    public void WriteErrorLine(string format, params object[] arg) => errors.AppendFormat(CultureInfo.InvariantCulture, format, arg).Append('\n');

    public void Write(string value) => output.Append(value);

    public void WriteLine(string value) => output.Append(value).Append('\n');

    public void WriteError(string value) => errors.Append(value);

    public void WriteErrorLine(string value) => errors.Append(value).Append('\n');

    public void ResetColor()
    {
    }
}
