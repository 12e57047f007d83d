using System.Text.RegularExpressions;
using Olympian.Deployment.Settings;

namespace Olympian.Deployment.Images;

/// <summary>Shows commands and their output to people: pasteable into a POSIX shell, and without secrets.</summary>
public static partial class CommandLine
{
    /// <summary>The arguments as one line for a shell, secrets blotted out.</summary>
    public static string Display(IEnumerable<string> arguments, IReadOnlyList<Secret> secrets) =>
        string.Join(' ', arguments.Select(argument => Quote(Redact(argument, secrets))));

    /// <summary>
    /// The text without the given secrets, and without the credentials of any URI in it: a URI's password is a secret
    /// whether or not somebody remembered to say so.
    /// </summary>
    public static string Redact(string text, IReadOnlyList<Secret> secrets)
    {
        // Longest first: a secret that contains another must not be left half visible.
        foreach (var value in secrets.Select(secret => secret.Reveal()).Where(value => value.Length > 0).OrderByDescending(value => value.Length))
        {
            text = text.Replace(value, Secret.Redacted, StringComparison.Ordinal);
        }

        return UriCredentials().Replace(text, $"$1{Secret.Redacted}@");
    }

    private static string Quote(string argument) =>
        PlainWord().IsMatch(argument) ? argument : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"([A-Za-z][A-Za-z0-9+.\-]*://)[^\s/]+@")]
    private static partial Regex UriCredentials();

    [GeneratedRegex(@"\A[A-Za-z0-9_\-./:=@%+,\[\]]+\z")]
    private static partial Regex PlainWord();
}
