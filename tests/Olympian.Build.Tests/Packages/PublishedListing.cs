namespace Olympian.Build.Tests.Packages;

/// <summary>The public API of one published package, as it was listed from the package itself.</summary>
internal sealed class PublishedListing
{
    private readonly Dictionary<string, HashSet<string>> membersByType = [];

    private PublishedListing(IEnumerable<string> lines)
    {
        HashSet<string> members = [];
        foreach (var line in lines)
        {
            if (line.StartsWith(' '))
            {
                members.Add(line.Trim());
            }
            else
            {
                membersByType[line] = members = [];
            }
        }
    }

    public static PublishedListing Of(string package)
    {
        using var stream = typeof(PublishedListing).Assembly.GetManifestResourceStream(package)
            ?? throw new InvalidOperationException($"The listing of {package} is not embedded.");
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
    }

    /// <summary>What stands in the type, and is not in the published one; the type itself when there is none such.</summary>
    public IEnumerable<string> DeviationsOf(Type type)
    {
        var declaration = Signatures.Of(type);
        if (!membersByType.TryGetValue(declaration, out var published))
        {
            return [declaration];
        }

        return Signatures.OfMembersOf(type).Where(member => !published.Contains(member)).Select(member => $"{type.FullName}: {member}");
    }
}
