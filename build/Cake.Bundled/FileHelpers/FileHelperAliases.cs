using System.Text;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.FileHelpers;

/// <summary>Reads, writes, searches and changes text files; relative paths start from the build's working directory.</summary>
public static class FileHelperAliases
{
    /// <summary>A file's whole text.</summary>
    public static string FileReadText(this ICakeContext context, FilePath file) =>
        File.ReadAllText(Absolute(context, file));

    /// <inheritdoc cref="FileReadText(ICakeContext,FilePath)"/>
    public static string FileReadText(this ICakeContext context, FilePath file, Encoding encoding) =>
        File.ReadAllText(Absolute(context, file), encoding);

    /// <summary>A file's lines.</summary>
    public static string[] FileReadLines(this ICakeContext context, FilePath file) =>
        File.ReadAllLines(Absolute(context, file));

    /// <inheritdoc cref="FileReadLines(ICakeContext,FilePath)"/>
    public static string[] FileReadLines(this ICakeContext context, FilePath file, Encoding encoding) =>
        File.ReadAllLines(Absolute(context, file), encoding);

    /// <summary>Makes the text a file's whole content.</summary>
    public static void FileWriteText(this ICakeContext context, FilePath file, string text) =>
        File.WriteAllText(Absolute(context, file), text);

    /// <inheritdoc cref="FileWriteText(ICakeContext,FilePath,string)"/>
    public static void FileWriteText(this ICakeContext context, FilePath file, Encoding encoding, string text) =>
        File.WriteAllText(Absolute(context, file), text, encoding);

    /// <summary>Makes the lines a file's whole content.</summary>
    public static void FileWriteLines(this ICakeContext context, FilePath file, string[] lines) =>
        File.WriteAllLines(Absolute(context, file), lines);

    /// <inheritdoc cref="FileWriteLines(ICakeContext,FilePath,string[])"/>
    public static void FileWriteLines(this ICakeContext context, FilePath file, Encoding encoding, string[] lines) =>
        File.WriteAllLines(Absolute(context, file), lines, encoding);

    /// <inheritdoc cref="FileWriteLines(ICakeContext,FilePath,string[])"/>
    public static void FileWriteLines(this ICakeContext context, FilePath file, IEnumerable<string> lines) =>
        File.WriteAllLines(Absolute(context, file), lines);

    /// <inheritdoc cref="FileWriteLines(ICakeContext,FilePath,string[])"/>
    public static void FileWriteLines(this ICakeContext context, FilePath file, Encoding encoding, IEnumerable<string> lines) =>
        File.WriteAllLines(Absolute(context, file), lines, encoding);

    /// <summary>Adds the text to a file's end.</summary>
    public static void FileAppendText(this ICakeContext context, FilePath file, string text) =>
        File.AppendAllText(Absolute(context, file), text);

    /// <inheritdoc cref="FileAppendText(ICakeContext,FilePath,string)"/>
    public static void FileAppendText(this ICakeContext context, FilePath file, Encoding encoding, string text) =>
        File.AppendAllText(Absolute(context, file), text, encoding);

    /// <summary>Adds the lines to a file's end.</summary>
    public static void FileAppendLines(this ICakeContext context, FilePath file, string[] lines) =>
        File.AppendAllLines(Absolute(context, file), lines);

    /// <inheritdoc cref="FileAppendLines(ICakeContext,FilePath,string[])"/>
    public static void FileAppendLines(this ICakeContext context, FilePath file, Encoding encoding, string[] lines) =>
        File.AppendAllLines(Absolute(context, file), lines, encoding);

    /// <inheritdoc cref="FileAppendLines(ICakeContext,FilePath,string[])"/>
    public static void FileAppendLines(this ICakeContext context, FilePath file, IEnumerable<string> lines) =>
        File.AppendAllLines(Absolute(context, file), lines);

    /// <inheritdoc cref="FileAppendLines(ICakeContext,FilePath,string[])"/>
    public static void FileAppendLines(this ICakeContext context, FilePath file, Encoding encoding, IEnumerable<string> lines) =>
        File.AppendAllLines(Absolute(context, file), lines, encoding);

    /// <summary>Sets an existing file's modification time to now.</summary>
    public static void FileTouch(this ICakeContext context, FilePath file) =>
        File.SetLastWriteTimeUtc(Absolute(context, file), DateTime.UtcNow);

    /// <summary>Replaces a text in every file that the pattern matches.</summary>
    /// <returns>The files that had it, in no particular order.</returns>
    public static FilePath[] ReplaceTextInFiles(this ICakeContext context, string globberPattern, string findText, string replaceText) =>
        Replace(context, globberPattern, findText, replaceText, encoding: null);

    /// <inheritdoc cref="ReplaceTextInFiles(ICakeContext,string,string,string)"/>
    public static FilePath[] ReplaceTextInFiles(
        this ICakeContext context,
        string globberPattern,
        Encoding encoding,
        string findText,
        string replaceText) =>
        Replace(context, globberPattern, findText, replaceText, encoding);

    /// <summary>The files that hold a text, among those that the pattern matches; in no particular order.</summary>
    public static FilePath[] FindTextInFiles(this ICakeContext context, string globberPattern, string substring) =>
        FindTextInFiles(context, Matching(context, globberPattern), substring);

    /// <inheritdoc cref="FindTextInFiles(ICakeContext,string,string)"/>
    public static FilePath[] FindTextInFiles(this ICakeContext context, string globberPattern, Encoding encoding, string findPattern) =>
        FindTextInFiles(context, Matching(context, globberPattern), encoding, findPattern);

    /// <summary>The files that hold a text, among those given; in no particular order.</summary>
    public static FilePath[] FindTextInFiles(this ICakeContext context, IEnumerable<FilePath> files, string substring) =>
        [.. files.Where(file => FileReadText(context, file).Contains(substring, StringComparison.Ordinal))];

    /// <inheritdoc cref="FindTextInFiles(ICakeContext,IEnumerable{FilePath},string)"/>
    public static FilePath[] FindTextInFiles(this ICakeContext context, IEnumerable<FilePath> files, Encoding encoding, string substring) =>
        [.. files.Where(file => FileReadText(context, file, encoding).Contains(substring, StringComparison.Ordinal))];

    private static FilePath[] Replace(ICakeContext context, string pattern, string find, string replacement, Encoding? encoding)
    {
        var changed = new List<FilePath>();
        foreach (var file in Matching(context, pattern))
        {
            var text = encoding is null ? FileReadText(context, file) : FileReadText(context, file, encoding);
            if (!text.Contains(find, StringComparison.Ordinal))
            {
                continue;
            }

            text = text.Replace(find, replacement, StringComparison.Ordinal);
            if (encoding is null)
            {
                FileWriteText(context, file, text);
            }
            else
            {
                FileWriteText(context, file, encoding, text);
            }

            changed.Add(file);
        }

        return [.. changed];
    }

    private static FilePath[] Matching(ICakeContext context, string pattern)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. context.Globber.GetFiles(pattern)];
    }

    private static string Absolute(ICakeContext context, FilePath file)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(file);
        return file.MakeAbsolute(context.Environment).FullPath;
    }
}
