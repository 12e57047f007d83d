namespace Olympian.Deployment.Archives;

/// <summary>
/// The files of an image: its layers applied one upon the other, as an engine shows them to a container. What a layer says is gone is
/// gone, hard links stay one file, and a directory that no layer has an entry of is there with attributes that nobody states.
/// </summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/layer.md#applying-changesets</remarks>
public sealed class FileTree
{
    private const int MostHops = 40;

    private readonly Node root = Implied(EntryPath.Root);

    private FileTree()
    {
    }

    /// <param name="layers">The layers, the lowest first.</param>
    /// <param name="linksAreFollowed">
    /// Whether an entry whose directory is a symbolic link of a lower layer was unpacked where that points (containerd, upon mounted
    /// layers), or made a directory of its own that hides the link (overlay2, each layer by itself).
    /// </param>
    public static FileTree Of(IEnumerable<LayerContent> layers, bool linksAreFollowed)
    {
        ArgumentNullException.ThrowIfNull(layers);

        var tree = new FileTree();
        foreach (var layer in layers)
        {
            tree.Apply(layer, linksAreFollowed);
        }

        return tree;
    }

    /// <summary>The file, directory or whatever is at a path, a link itself; null for nothing.</summary>
    internal Node? Find(EntryPath path)
    {
        var node = root;
        foreach (var name in Segments(path))
        {
            if (node.Children is null || !node.Children.TryGetValue(name, out var child))
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    /// <summary>Where a path leads when every symbolic link on the way is followed; what is not there leads to itself.</summary>
    internal EntryPath Resolve(EntryPath path)
    {
        var at = EntryPath.Root;
        var left = new Stack<string>(Segments(path).Reverse());
        for (var hops = 0; left.TryPop(out var name);)
        {
            if (Find(at.Child(name)) is not { Entry: { Kind: LayerEntryKind.SymbolicLink, LinkTarget: var target } } || ++hops > MostHops)
            {
                at = at.Child(name);
                continue;
            }

            // Cut at the root as for chroot, .. and all.
            at = EntryPath.OfBytes(target.StartsWith('/') ? target : $"{at.Bytes}/{target}");
            foreach (var segment in Segments(at).Reverse())
            {
                left.Push(segment);
            }

            at = EntryPath.Root;
        }

        return at;
    }

    /// <summary>Everything in the tree, the root left out.</summary>
    internal IEnumerable<(EntryPath Path, Node Node)> All()
    {
        var waiting = new Stack<(EntryPath Path, Node Node)>([(EntryPath.Root, root)]);
        while (waiting.TryPop(out var current))
        {
            foreach (var (name, child) in current.Node.Children ?? [])
            {
                var path = current.Path.Child(name);
                yield return (path, child);
                if (child.Children is not null)
                {
                    waiting.Push((path, child));
                }
            }
        }
    }

    private void Apply(LayerContent layer, bool linksAreFollowed)
    {
        // What a layer takes away is of the layers below it, wherever in the archive it says so.
        foreach (var item in layer.Entries)
        {
            if (Whiteout.IsOpaque(item.Entry.Path))
            {
                Find(item.Entry.Path.Parent)?.Children?.Clear();
            }
            else if (Whiteout.Hidden(item.Entry.Path) is { } hidden)
            {
                Find(hidden.Parent)?.Children?.Remove(hidden.Name);
            }
        }

        var ofThisLayer = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var item in layer.Entries)
        {
            if (Whiteout.IsOpaque(item.Entry.Path) || Whiteout.Hidden(item.Entry.Path) is not null)
            {
                DirectoryFor(item.Entry.Path.Parent, ofThisLayer, linksAreFollowed, hops: 0);
            }
            else if (item.Entry.Kind != LayerEntryKind.Unknown && !Whiteout.IsMetadata(item.Entry.Path))
            {
                Add(item, ofThisLayer, linksAreFollowed);
            }
        }
    }

    private void Add(LayerContent.Item item, HashSet<Node> ofThisLayer, bool linksAreFollowed)
    {
        var entry = item.Entry;
        if (entry.Path.IsRoot)
        {
            return;
        }

        var directory = DirectoryFor(entry.Path.Parent, ofThisLayer, linksAreFollowed, hops: 0);
        var name = entry.Path.Name;
        if (entry.Kind == LayerEntryKind.HardLink)
        {
            // The file itself: what a later layer does to one name does not touch the other.
            if (Find(entry.HardLinkTarget) is { } target)
            {
                target.Entry = target.Entry.WithFurtherName(entry);
                directory.Children![name] = target;
            }

            return;
        }

        var node = new Node(entry, item.Content, IsImplied: false);
        if (entry.IsDirectory && directory.Children!.TryGetValue(name, out var before) && before.Children is not null)
        {
            node.Children = before.Children;
        }

        directory.Children![name] = node;
        ofThisLayer.Add(node);
    }

    // The directory at this path, made where there is none: an archive need not have an entry for every directory.
    private Node DirectoryFor(EntryPath path, HashSet<Node> ofThisLayer, bool linksAreFollowed, int hops)
    {
        var (node, at) = (root, EntryPath.Root);
        foreach (var name in Segments(path))
        {
            at = at.Child(name);
            var child = node.Children!.GetValueOrDefault(name);
            if (child is { Entry.Kind: LayerEntryKind.SymbolicLink } && hops < MostHops && (linksAreFollowed || ofThisLayer.Contains(child)))
            {
                var link = child.Entry.LinkTarget;
                var target = EntryPath.OfBytes(link.StartsWith('/') ? link : $"{at.Parent.Bytes}/{link}");
                child = DirectoryFor(target, ofThisLayer, linksAreFollowed, hops + 1);
                (node, at) = (child, target);
                continue;
            }

            if (child?.Children is null)
            {
                child = Implied(at);
                node.Children![name] = child;
                ofThisLayer.Add(child);
            }
            else if (!ofThisLayer.Contains(child) && !linksAreFollowed)
            {
                // Unpacked by itself, the layer has this directory with attributes of its own, and they hide those below.
                child = new(child.Entry, default, IsImplied: true) { Children = child.Children };
                node.Children![name] = child;
                ofThisLayer.Add(child);
            }
            else
            {
                // Something in it changes, and so does its time, unless an entry states it afterwards.
                child.IsTimeStated = ofThisLayer.Contains(child) && child.IsTimeStated;
            }

            node = child;
        }

        return node;
    }

    private static Node Implied(EntryPath path) =>
        new(new(path, LayerEntryKind.Directory, 0, 0, 0, 0, 0, "", 0, 0, LayerEntry.NoAttributes), default, IsImplied: true);

    private static IEnumerable<string> Segments(EntryPath path) => path.IsRoot ? [] : path.Bytes.Split('/');

    /// <summary>One file, directory or link of the tree.</summary>
    internal sealed class Node(LayerEntry entry, ContentDigest content, bool IsImplied)
    {
        /// <summary>What the topmost layer says of it.</summary>
        public LayerEntry Entry { get; set; } = entry;

        /// <summary>The digest of a file's content.</summary>
        public ContentDigest Content { get; } = content;

        /// <summary>What can be compared of it.</summary>
        public Compared Comparable => IsImplied ? Compared.None : IsTimeStated ? Compared.Attributes | Compared.Times : Compared.Attributes;

        /// <summary>Whether the layer states its time.</summary>
        public bool IsTimeStated { get; set; } = !IsImplied;

        /// <summary>A directory's content by name; null for what is no directory.</summary>
        public Dictionary<string, Node>? Children { get; set; } = entry.IsDirectory ? new(StringComparer.Ordinal) : null;
    }
}
