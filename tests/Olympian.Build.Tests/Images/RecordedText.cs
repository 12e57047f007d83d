using System.Reflection;

namespace Olympian.Build.Tests.Images;

/// <summary>
/// What real commands printed, kept beside the tests: compose 2.26.1 (<c>config --format json</c>) and buildx 0.13.1
/// (<c>build --no-cache --progress=plain</c>). Only names of directories and images were changed.
/// </summary>
internal static class RecordedText
{
    public static string Of(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Recorded/{file}")
            ?? throw new ArgumentException($"'{file}' was not recorded.", nameof(file));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static string[] Lines(string file) => Of(file).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
