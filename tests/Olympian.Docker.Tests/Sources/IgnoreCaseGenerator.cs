using System.Text;

namespace Olympian.Docker.Tests.Sources;

/// <summary>Makes contexts and ignore files that have a good chance of meeting each other.</summary>
internal sealed class IgnoreCaseGenerator(Random random)
{
    private static readonly string[] Names =
    [
        "a", "b", "ab", "a.md", "b.md", "ab.txt", ".x", "A", "#c", "!n", "a b", "é", "😀", "[a]", "a+b", "{x}", "a|b", "(a)", "a$", "^a",
        "aa", "node_modules", "Dockerfile", "README.md", "a\\b", "x.y.z", "1", "-",
    ];

    private static readonly string[] Pieces =
    [
        "*", "**", "?", "[a-b]", "[^a]", "[!a]", "[a", "]", "\\", "\\a", "\\#", "\\*", "a", "b", ".md", "/", "/**", "**/", "..", ".", "{", "}",
        "|", "+", "(", ")", "$", "^", "é", "😀", "??", "***", "[]a]", "[a-]", "[\\]]", "[.]", "[*]", "[?]", "\\d", "a{2}", "[[:alpha:]]", "!", "#", " ",
    ];

    private static readonly string[] Noise = ["", "   ", "# a", " # a", "#", "\t", "."];

    public IgnoreCase Next()
    {
        var files = Tree();
        var lines = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Line(files));
        var text = string.Join(random.Next(4) == 0 ? "\r\n" : "\n", lines) + (random.Next(2) == 0 ? "\n" : "");
        var mark = random.Next(8) == 0 ? "\uFEFF" : "";
        return new(Encoding.UTF8.GetBytes(mark + text), files);
    }

    private List<string> Tree()
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        var directories = new HashSet<string>(StringComparer.Ordinal);
        for (var i = random.Next(4, 14); i > 0; i--)
        {
            var names = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(Names)).ToArray();
            var path = string.Join('/', names);
            var parents = Enumerable.Range(1, names.Length - 1).Select(length => string.Join('/', names[..length])).ToArray();
            if (parents.Any(paths.Contains) || directories.Contains(path) || paths.Contains(path))
            {
                continue;
            }

            directories.UnionWith(parents);
            if (random.Next(8) == 0)
            {
                directories.Add(path);
                continue;
            }

            paths.Add(path);
        }

        var empty = directories.Where(directory => !paths.Any(path => path.StartsWith(directory + '/', StringComparison.Ordinal)));
        return [.. paths, .. empty.Select(directory => directory + '/')];
    }

    private string Line(List<string> files)
    {
        if (random.Next(10) == 0)
        {
            return Pick(Noise);
        }

        var pattern = random.Next(4) == 0 || files.Count == 0
            ? string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(Pieces)))
            : Bend(files[random.Next(files.Count)]);
        return string.Concat(
            random.Next(10) == 0 ? " " : "",
            random.Next(3) == 0 ? "!" : "",
            random.Next(12) == 0 ? " " : "",
            random.Next(8) == 0 ? "/" : random.Next(10) == 0 ? "./" : "",
            pattern,
            random.Next(8) == 0 ? "/" : "",
            random.Next(12) == 0 ? " \t" : "");
    }

    /// <summary>A pattern that stands for a path, or nearly.</summary>
    private string Bend(string path)
    {
        var names = path.TrimEnd('/').Split('/').ToList();
        if (random.Next(3) == 0)
        {
            names = names[..random.Next(1, names.Count + 1)];
        }

        for (var i = 0; i < names.Count; i++)
        {
            names[i] = random.Next(9) switch
            {
                0 => "*",
                1 => "**",
                2 => names[i][..1] + "*",
                3 => "*" + names[i][^1..],
                4 => "?" + names[i][1..],
                5 => $"[{names[i][0]}x]" + names[i][1..],
                _ => names[i],
            };
        }

        return random.Next(8) switch
        {
            0 => "**/" + names[^1],
            1 => string.Join('/', names) + "/**",
            2 => string.Join('/', names) + "/*",
            3 => "b/../" + string.Join('/', names),
            _ => string.Join('/', names),
        };
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
