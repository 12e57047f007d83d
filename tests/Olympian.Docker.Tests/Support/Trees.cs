namespace Olympian.Docker.Tests.Support;

/// <summary>Directory trees.</summary>
internal static class Trees
{
    /// <summary>Copies a tree, modes too.</summary>
    /// <param name="from">What to copy.</param>
    /// <param name="to">A directory that is not there yet.</param>
    /// <param name="without">Names of directories to leave out, wherever they stand.</param>
    public static void Copy(string from, string to, IReadOnlyCollection<string> without)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var directory in Directory.EnumerateDirectories(from).Where(directory => !without.Contains(Path.GetFileName(directory))))
        {
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)), without);
        }
    }
}
