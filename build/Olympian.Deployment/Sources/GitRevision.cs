using System.Diagnostics.CodeAnalysis;

namespace Olympian.Deployment.Sources;

/// <summary>
/// The commit a source tree is at: git's abbreviated id, <c>-dirty</c> after it when the repository holds anything that is not
/// in that commit; <c>no-git</c> outside a repository, <c>no-commit</c> in one that has none yet.
/// </summary>
/// <remarks>
/// A label for people. What decides whether an image is fresh is <see cref="SourceHash"/>, which sees uncommitted changes too.
/// </remarks>
public sealed record GitRevision
{
    private const string Dirty = "-dirty";
    private const int ShortestId = 7;
    private const int LongestId = 64;

    private GitRevision(string value) => Value = value;

    /// <summary>The source tree lies in no repository.</summary>
    public static GitRevision NoGit { get; } = new("no-git");

    /// <summary>The source tree's repository has no commit yet.</summary>
    public static GitRevision NoCommit { get; } = new("no-commit");

    /// <summary>For example <c>9f3c2a1</c> or <c>9f3c2a1-dirty</c>.</summary>
    public string Value { get; }

    /// <summary>True when the repository holds changes or files that are not in the commit.</summary>
    public bool IsDirty => Value.EndsWith(Dirty, StringComparison.Ordinal);

    /// <exception cref="ArgumentException"><paramref name="abbreviatedId"/> is not 7 to 64 lower-case hexadecimal digits.</exception>
    public static GitRevision At(string abbreviatedId, bool isDirty) =>
        TryParse(abbreviatedId + (isDirty ? Dirty : ""), out var revision)
            ? revision
            : throw new ArgumentException($"'{abbreviatedId}' is no commit id.", nameof(abbreviatedId));

    /// <summary>True for exactly the forms of <see cref="Value"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out GitRevision? revision)
    {
        var id = text.EndsWith(Dirty, StringComparison.Ordinal) ? text[..^Dirty.Length] : text;
        var isKnown = text == NoGit.Value || text == NoCommit.Value
            || (id.Length is >= ShortestId and <= LongestId && id.AsSpan().ContainsOnlyLowerHex());
        revision = isKnown ? new(text) : null;
        return isKnown;
    }

    /// <summary><see cref="Value"/>.</summary>
    public override string ToString() => Value;
}
