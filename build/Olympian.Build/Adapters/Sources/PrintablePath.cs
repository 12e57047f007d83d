using System.Globalization;

namespace Olympian.Build.Adapters.Sources;

/// <summary>
/// Shows a path in a message so that nothing in its names can move the cursor or break the line, and a very long one cannot
/// bury the message.
/// </summary>
internal static class PrintablePath
{
    private const int Longest = 600;

    public static string Of(string path)
    {
        var shown = path.Length <= Longest ? path : $"{path[..(Longest / 2)]}…{path[^(Longest / 2)..]}";
        return string.Concat(shown.Select(character =>
            char.IsControl(character) || character is '\u2028' or '\u2029'
                ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : character.ToString()));
    }
}
