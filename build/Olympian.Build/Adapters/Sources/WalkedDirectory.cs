using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary>One directory of a context, and what Docker would be sent of what lies in it.</summary>
/// <param name="Path">Relative to the context; empty for the context itself.</param>
/// <param name="Entry">The directory itself; null for the context.</param>
/// <param name="Verdict">What the ignore file says of the directory; null for the context.</param>
/// <param name="Parent">The directory above; null for the context.</param>
internal sealed record WalkedDirectory(string Path, WalkedEntry? Entry, IgnoreVerdict? Verdict, WalkedDirectory? Parent)
{
    // Set from several threads, and only ever to true.
    private volatile bool _holdsSent;

    /// <summary>True when Docker is sent the directory: an ignored one, too, as soon as anything beneath it is sent.</summary>
    public bool IsSent => Verdict is not { IsIgnored: true } || _holdsSent;

    /// <summary>What is sent of it besides its directories.</summary>
    public List<WalkedEntry> Entries { get; } = [];

    /// <summary>Its directories, as far as they are entered.</summary>
    public List<WalkedDirectory> Directories { get; } = [];

    /// <summary>Says that something in it is sent, and so all directories above.</summary>
    public void Send()
    {
        for (var directory = this; directory is { _holdsSent: false }; directory = directory.Parent)
        {
            directory._holdsSent = true;
        }
    }
}
