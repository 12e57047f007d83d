using System.Globalization;

namespace Olympian.Benchmarks;

/// <summary>Trees of files whose bytes no compressor finds a pattern in; the same in every run.</summary>
internal static class SourceFiles
{
    private const int FilesInADirectory = 100;

    /// <summary>Makes a tree.</summary>
    /// <param name="directory">Where; it is made.</param>
    /// <param name="count">How many files.</param>
    /// <param name="bytes">How many bytes in all of them together.</param>
    public static void Write(string directory, int count, long bytes)
    {
        var random = new Random(5);
        var content = new byte[bytes / count];
        for (var i = 0; i < count; i++)
        {
            var parent = Path.Combine(directory, (i / FilesInADirectory).ToString("d4", CultureInfo.InvariantCulture));
            Directory.CreateDirectory(parent);
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(parent, i.ToString("d6", CultureInfo.InvariantCulture)), content);
        }
    }
}
