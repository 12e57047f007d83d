namespace Olympian.Build.Tests.Architecture;

/// <summary>The files of this checkout that belong to the project, found without asking git.</summary>
internal static class CheckoutFiles
{
    // What .gitignore names, and git's own.
    private static readonly string[] NotOurs = [".git", "artifacts", "bin", "obj", ".vs", ".idea", "node_modules", "dist"];

    /// <summary>The checkout's directory.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>Every file of the project beneath a directory of the checkout, as paths relative to the checkout.</summary>
    public static IEnumerable<string> Beneath(params string[] directory) =>
        Walk(new DirectoryInfo(Path.Combine([Root, .. directory])))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>A file's text.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) =>
        directory.EnumerateFiles().Where(file => !IsLocal(file.Name) && file.LinkTarget is null)
            .Concat(directory.EnumerateDirectories()
                .Where(child => !NotOurs.Contains(child.Name) && child.LinkTarget is null)
                .SelectMany(Walk));

    private static bool IsLocal(string name) =>
        name is ".env" or ".env.build"
        || name.EndsWith(".tmp", StringComparison.Ordinal)
        || name.EndsWith(".tsbuildinfo", StringComparison.Ordinal);

    private static string Above(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Olympian.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No checkout lies above {start}.");
    }
}
