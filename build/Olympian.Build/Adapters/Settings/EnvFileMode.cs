using System.Runtime.Versioning;

namespace Olympian.Build.Adapters.Settings;

/// <summary>Keeps the settings' file to its owner: it holds secrets.</summary>
internal static class EnvFileMode
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Takes from others what they may do with the file, and says so. Where it cannot be done the warning says how.</summary>
    public static void Tighten(string path, Action<string> warn)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path))
        {
            TightenOnUnix(path, warn);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void TightenOnUnix(string path, Action<string> warn)
    {
        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) == 0)
        {
            return;
        }

        var octal = Convert.ToString((int)mode, 8);
        try
        {
            File.SetUnixFileMode(path, mode & ~Others);
            warn($"{path} could be read or written by others (mode {octal}) and holds secrets; it is yours alone now. Whoever has read it knows them: change them if that matters.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            warn($"{path} can be read or written by others (mode {octal}) and holds secrets. Change that: chmod 600 {path}");
        }
    }
}
