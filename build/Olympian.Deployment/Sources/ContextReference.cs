using System.Text.RegularExpressions;

namespace Olympian.Deployment.Sources;

/// <summary>Tells a context that is a directory of this machine from one that Docker fetches or builds.</summary>
public static partial class ContextReference
{
    /// <summary>False for <c>docker-image://…</c>, <c>https://…</c>, <c>target:…</c>, <c>service:…</c>, <c>git@…</c> and their like.</summary>
    public static bool IsDirectory(string context) => !Remote().IsMatch(context);

    // Two letters at least before the colon: one letter is a Windows drive.
    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]+:|git@)", RegexOptions.CultureInvariant)]
    private static partial Regex Remote();
}
