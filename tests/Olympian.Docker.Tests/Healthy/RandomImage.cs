using System.Globalization;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>
/// Layers of random operations on a random tree: files and directories made, changed, replaced by each other and removed, links, odd names,
/// owners, modes and times. Such as a builder may write: no layer names a path twice, or changes what it takes away.
/// </summary>
internal sealed class RandomImage
{
    private static readonly string[] Names =
    [
        "a", "bin", "data", "file.txt", " leading and trailing ", "-rf", "new\nline", "back\\slash", TarItem.Utf8("grüße"),
        TarItem.Utf8("日本語.txt"),
        "not utf-8 \xff\xfe", "tab\t", "*?[x]", "'\"$HOME`", "...", ".hidden", new string('n', 101), new string('m', 240), "{json",
        "\u001f\u008bx",
        ".wh", "wh.", "%41", "CON", TarItem.Utf8("e\u0301"), TarItem.Utf8("é"), "=", "12 path=x",
    ];

    private static readonly int[] Modes = [644, 755, 600, 0, 4755, 2755, 1777, 6711, 444, 777];
    private static readonly long[] Owners = [0, 1000, 65534, 2097151, 2097152, 4294967294];
    private static readonly decimal[] Times =
        [TarItem.Then, 0, 1, 1m / 4, TarItem.Then + 0.123456789m, 2147483648, 4102444800, 8589934592, -1, -86400.5m];

    private readonly Random random;

    // What stands at each path: a directory, or something else.
    private readonly Dictionary<string, char> tree = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TarItem> items = new(StringComparer.Ordinal);
    private HashSet<string> touched = new(StringComparer.Ordinal);
    private RawTar layer = new();
    private bool isPax;

    private RandomImage(int seed) => random = new(seed);

    /// <summary>The layers of one image, always the same for one seed.</summary>
    public static IEnumerable<RawTar> Layers(int seed)
    {
        var image = new RandomImage(seed);
        var count = image.random.Next(1, 7);
        return [.. Enumerable.Range(0, count).Select(_ => image.Layer())];
    }

    private RawTar Layer()
    {
        isPax = random.Next(3) > 0;
        layer = new(isPax ? TarDialect.Pax : TarDialect.Gnu);
        touched = new(StringComparer.Ordinal);
        var below = tree.Keys.ToHashSet(StringComparer.Ordinal);
        for (var left = random.Next(1, 30); left > 0; left--)
        {
            switch (random.Next(10))
            {
                case 0 or 1:
                    MakeDirectory();
                    break;
                case 2:
                    Remove(below);
                    break;
                case 3:
                    Link();
                    break;
                case 4:
                    Replace(below);
                    break;
                case 5:
                    Clear(below);
                    break;
                case 6:
                    Special();
                    break;
                default:
                    MakeFile(Free());
                    break;
            }
        }

        return layer;
    }

    private void MakeDirectory()
    {
        // One that is there already gets other attributes.
        string[] there = random.Next(3) == 0 ? [.. Directories().Where(one => !touched.Contains(one))] : [];
        var path = there.Length > 0 ? Any(there) : Free();
        Take(path, 'd', With(new('5', path + "/") { Mode = Any([755, 700, 1777, 2775]) }));
    }

    private void MakeFile(string path)
    {
        var content = new byte[random.Next(4) switch { 0 => 0, 1 => random.Next(1, 600), _ => random.Next(1, 20_000) }];
        random.NextBytes(content);
        var item = With(new('0', path) { Content = content, Mode = Any(Modes) });
        if (isPax && random.Next(6) == 0)
        {
            item = item with { Attributes = new Dictionary<string, byte[]> { ["user.random"] = [.. content.Take(20)] } };
        }

        Take(path, 'f', item);
    }

    private void Link()
    {
        var files = touched.Where(path => tree.GetValueOrDefault(path) == 'f').Order(StringComparer.Ordinal).ToArray();
        if (files.Length > 0 && random.Next(2) == 0)
        {
            var first = Any(files);
            var path = Free();
            Take(path, 'f', items[first] with { Type = '1', Name = path, Link = first, Content = [] });
        }
        else
        {
            var path = Free();
            var target = Any(["nowhere", "/", "..", path[(path.LastIndexOf('/') + 1)..], "/etc/hosts", new string('t', 150)]);
            Take(path, 'l', With(new('2', path) { Link = target, Mode = 777 }));
        }
    }

    private void Special()
    {
        var path = Free();
        TarItem[] kinds = [new('6', path), new('3', path) { Major = 1, Minor = 3 }, new('4', path) { Major = 7, Minor = 300 }];
        Take(path, 's', With(Any(kinds)));
    }

    private void Remove(HashSet<string> below)
    {
        if (Victims(below) is { Length: > 0 } victims)
        {
            var path = Any(victims);
            layer.Whiteout(path);
            Forget(path);
            touched.Add(path);
        }
    }

    // By something of another kind.
    private void Replace(HashSet<string> below)
    {
        if (Victims(below) is { Length: > 0 } victims)
        {
            var path = Any(victims);
            var was = tree[path];
            Forget(path);
            if (was == 'd')
            {
                MakeFile(path);
            }
            else
            {
                Take(path, 'd', With(new('5', path + "/") { Mode = 755 }));
            }
        }
    }

    private void Clear(HashSet<string> below)
    {
        if (Victims(below).Where(path => tree[path] == 'd').ToArray() is { Length: > 0 } victims)
        {
            var path = Any(victims);
            layer.Opaque(path);
            Forget(path);
            tree[path] = 'd';
            touched.Add(path);
        }
    }

    // Of the layers below, with nothing in or under it that this layer has a word about, and in no directory that it took away.
    private string[] Victims(HashSet<string> below) =>
    [
        .. tree.Keys
            .Where(path => below.Contains(path) && !touched.Any(one => one == path || one.StartsWith(path + "/", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    private void Take(string path, char kind, TarItem item)
    {
        tree[path] = kind;
        items[path] = item;
        touched.Add(path);
        layer.Add(item);
    }

    private void Forget(string path)
    {
        foreach (var gone in tree.Keys.Where(one => one == path || one.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
        {
            tree.Remove(gone);
        }
    }

    private TarItem With(TarItem item) => item with { UserId = Any(Owners), GroupId = Any(Owners), Modified = Any(Times) };

    // A path where nothing is and nothing was in this layer; sometimes in directories that no entry names.
    private string Free()
    {
        while (true)
        {
            var directory = random.Next(4) == 0 ? "" : Any([.. Directories(), ""]);
            var name = random.Next(2) == 0 ? Any(Names) : string.Create(CultureInfo.InvariantCulture, $"{Any(Names)}-{random.Next(100)}");
            name = name[..Math.Min(name.Length, 250)];
            var path = directory.Length == 0 ? name : $"{directory}/{name}";
            if (random.Next(8) == 0 && !tree.ContainsKey(path) && !touched.Contains(path))
            {
                tree[path] = 'd';
                touched.Add(path);
                path += "/implied";
            }

            if (path.Length < 2000 && !tree.ContainsKey(path) && !touched.Contains(path))
            {
                return path;
            }
        }
    }

    private string[] Directories() => [.. tree.Where(one => one.Value == 'd').Select(one => one.Key).Order(StringComparer.Ordinal)];

    private T Any<T>(T[] choices) => choices[random.Next(choices.Length)];
}
