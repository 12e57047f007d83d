namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// A build context under a name that no builder has seen. A builder keeps a copy of each context by the last part of its path, and is sent only the
/// files whose size, time or mode are others than the copy's: an edit that keeps all three is never sent, and a byte that the builder's disk lost is
/// built in, with <c>--no-cache</c> too. Of a new name there is no copy, so every file that the build reads is sent.
/// </summary>
internal sealed class FreshContext : IDisposable
{
    private readonly string? link;

    private FreshContext(string directory, string? link = null)
    {
        Directory = directory;
        this.link = link;
    }

    /// <summary>The path to build from: a link to the context, or the context itself.</summary>
    public string Directory { get; }

    /// <summary>Why it could not get a new name, so that the builder may take files from a copy; null where it did.</summary>
    public string? WhyNot { get; private init; }

    /// <param name="context">The build context.</param>
    /// <param name="beside">A file that is of this build alone; the link is made beside it.</param>
    public static FreshContext Of(string context, string beside)
    {
        if (!System.IO.Directory.Exists(context))
        {
            // The builder's message is to name the path that was asked for.
            return new(context);
        }

        var link = Path.ChangeExtension(beside, FormattableString.Invariant($".{Environment.ProcessId}.{Guid.NewGuid():N}.context"));
        try
        {
            System.IO.Directory.CreateSymbolicLink(link, context);
            return new(link, link);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Windows lets only some accounts make links, and some file systems have none.
            return new(context) { WhyNot = refused.Message };
        }
    }

    public void Dispose()
    {
        if (link is null)
        {
            return;
        }

        try
        {
            // The link alone, not what it leads to.
            System.IO.Directory.Delete(link);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Somebody removed it meanwhile, or the disk is read-only now: what the build came to is the news, not this.
        }
    }
}
