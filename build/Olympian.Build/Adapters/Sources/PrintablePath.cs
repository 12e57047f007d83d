using System.Globalization;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Shows a path in a message so that nothing in its names can move the cursor or break the line.</summary>
internal static class PrintablePath
{
    public static string Of(string path) => string.Concat(path.Select(character =>
        char.IsControl(character) || character is '\u2028' or '\u2029'
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
            : character.ToString()));
}
