using System.Text;
using Olympian.Build.Options;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Adapters.Runs;

/// <summary>artifacts/history.jsonl: a line for each run, whole or absent, whoever writes at the same time.</summary>
public sealed class RunHistory(Surroundings surroundings)
{
    private const byte LineEnd = (byte)'\n';

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The file.</summary>
    public string File => Path.Combine(surroundings.Artifacts, "history.jsonl");

    /// <summary>Appends a line.</summary>
    /// <exception cref="IOException">It cannot be written, or somebody else has held the file for seconds.</exception>
    public void Append(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        Directory.CreateDirectory(surroundings.Artifacts);
        using var file = OpenAlone();
        // Half a line of a run that was killed while it wrote is ended here; a reader passes over it.
        var begins = EndsInTheMiddle(file) ? "\n" : "";
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes($"{begins}{record.ToLine()}\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Every line with its number, the oldest first; null for one that is no record. Nothing where there is no file.</summary>
    public IEnumerable<(int Number, RunRecord? Record)> Read() =>
        System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).Select((line, index) => (index + 1, RunRecord.Parse(line)))
            : [];

    // Opened for nobody else: two runs that end at once write one after the other.
    private FileStream OpenAlone()
    {
        var began = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(File, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 - began < Patience.TotalMilliseconds && System.IO.File.Exists(File))
            {
                Thread.Sleep(20);
            }
        }
    }

    private static bool EndsInTheMiddle(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != LineEnd;
    }
}
