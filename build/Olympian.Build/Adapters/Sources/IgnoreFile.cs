using Olympian.Deployment;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Finds and reads an ignore file as BuildKit does.</summary>
internal static class IgnoreFile
{
    public const string Name = ".dockerignore";

    // The kernel's own limit for one path.
    private const int MostLinks = 40;

    /// <summary>The file that a name stands for inside a directory; null when there is none.</summary>
    /// <remarks>
    /// BuildKit sees only what lies in the directory: it takes a link's target from the directory's root (an absolute one too),
    /// and a link that leaves it leads nowhere, which is no error.
    /// </remarks>
    public static string? Resolve(string directory, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(Path.Combine(directory, name)) ? Path.GetFullPath(Path.Combine(directory, name)) : null;
        }

        var path = '/' + name;
        for (var links = 0; links <= MostLinks; links++)
        {
            var file = new FileInfo(directory + path);
            if (file.LinkTarget is not { } target)
            {
                return file.Exists ? file.FullName : null;
            }

            path = Path.GetFullPath(target, Path.GetDirectoryName(path)!);
        }

        return null;
    }

    /// <exception cref="ExpectedFailure">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            throw new ExpectedFailure(
                $"'{PrintablePath.Of(path)}' cannot be read.", refusal.Message, $"Look at it: ls -ld '{PrintablePath.Of(path)}'", refusal);
        }
    }
}
