using System.Text;

namespace Olympian.Deployment.Sources;

/// <summary>
/// Says which paths of a build context Docker is not sent, exactly as BuildKit decides it.
/// </summary>
/// <remarks>
/// <para>The rules are those of moby/patternmatcher 0.6 (its <c>ignorefile</c> reader and <c>MatchesUsingParentResults</c>) and of
/// tonistiigi/fsutil's filter, which walks the context; both on a Linux or macOS client. What looks odd here is odd there:
/// every case is held against real builds in Olympian.Docker.Tests.</para>
/// <para>BuildKit gives the Dockerfile and <c>.dockerignore</c> no special treatment: both are read apart from the context, so
/// ignoring them keeps them out of <c>COPY</c> and nothing else.</para>
/// </remarks>
public sealed class DockerIgnore
{
    // bufio.Scanner's limit: BuildKit refuses the whole file at a line longer than this.
    private const int LongestLine = 64 * 1024 - 1;

    private readonly IReadOnlyList<IgnorePattern> _patterns;
    private readonly IReadOnlyList<IgnoreRule> _rules;
    private readonly bool _hasExceptions;
    private readonly bool _exceptionsArePrefixes;

    private DockerIgnore(IReadOnlyList<IgnorePattern> patterns, IReadOnlyList<IgnoreRule> rules)
    {
        _patterns = patterns;
        _rules = rules;
        _hasExceptions = patterns.Any(pattern => pattern.IsException);
        _exceptionsArePrefixes = patterns.All(pattern => !pattern.IsException || pattern.IsPlainPrefix);
    }

    /// <summary>Ignores nothing: what holds where there is no <c>.dockerignore</c>.</summary>
    public static DockerIgnore Nothing { get; } = new([], []);

    /// <summary>Reads the bytes of an ignore file.</summary>
    /// <param name="content">The file as it lies on disk, byte order mark and all.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="ExpectedFailure">A line that BuildKit refuses too.</exception>
    public static DockerIgnore Parse(ReadOnlySpan<byte> content, string name)
    {
        var patterns = new List<IgnorePattern>();
        var rules = new List<IgnoreRule>();
        var number = 0;
        while (!content.IsEmpty)
        {
            number++;
            var end = content.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? [] : content[(end + 1)..];

            if (line.Length > LongestLine)
            {
                throw Refused(name, number, $"The line has {line.Length} bytes; Docker reads at most {LongestLine}.");
            }

            if (number == 1 && line.StartsWith("\uFEFF"u8))
            {
                line = line["\uFEFF"u8.Length..];
            }

            if (Read(Encoding.UTF8.GetString(line)) is not { } text)
            {
                continue;
            }

            try
            {
                if (IgnorePattern.Parse(text) is { } pattern)
                {
                    patterns.Add(pattern);
                    rules.Add(new(number, Encoding.UTF8.GetString(line).Trim()));
                }
            }
            catch (FormatException refusal)
            {
                throw Refused(name, number, $"'{text}': {refusal.Message}.");
            }
        }

        return patterns.Count == 0 ? Nothing : new(patterns, rules);
    }

    /// <summary>Decides one path.</summary>
    /// <param name="path">Relative to the context, with <c>/</c> between names.</param>
    /// <param name="parent">The verdict on the path's directory; null at the context's root.</param>
    /// <exception cref="ExpectedFailure">A pattern that is only found wrong when it is first needed; the build fails there too.</exception>
    public IgnoreVerdict Judge(string path, IgnoreVerdict? parent)
    {
        var ignored = false;
        IgnoreRule? rule = null;
        var matches = new bool[_patterns.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            var pattern = _patterns[i];
            var match = parent is not null && parent.Matches[i];
            if (!match)
            {
                // An inclusion says nothing new about a path already ignored, an exception nothing about one not ignored.
                if (pattern.IsException != ignored)
                {
                    continue;
                }

                match = Matches(pattern, path);
            }

            matches[i] = match;
            if (match)
            {
                ignored = !pattern.IsException;
                rule = _rules[i];
            }
        }

        return new(ignored, matches, rule);
    }

    /// <summary>True when nothing beneath an ignored directory can be sent, so that it need not be entered.</summary>
    /// <remarks>
    /// Not an optimisation alone: BuildKit does not enter such a directory either, so one that may not be read does no harm.
    /// </remarks>
    public bool SkipsAllBeneath(string ignoredDirectory)
    {
        if (!_exceptionsArePrefixes)
        {
            return false;
        }

        if (!_hasExceptions)
        {
            return true;
        }

        var prefix = ignoredDirectory + '/';
        return !_patterns.Any(pattern =>
            pattern.IsException && (pattern.WithoutTrailingGlob + '/').StartsWith(prefix, StringComparison.Ordinal));
    }

    private static string? Read(string line)
    {
        if (line.StartsWith('#'))
        {
            return null;
        }

        var text = line.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        var isException = text[0] == '!';
        if (isException)
        {
            text = text[1..].Trim();
        }

        if (text.Length > 0)
        {
            text = IgnorePattern.Clean(text);
            if (text.Length > 1 && text[0] == '/')
            {
                text = text[1..];
            }
        }

        return isException ? '!' + text : text;
    }

    private static bool Matches(IgnorePattern pattern, string path)
    {
        try
        {
            return pattern.Matches(path);
        }
        catch (FormatException refusal)
        {
            throw new ExpectedFailure(
                $"The ignore pattern '{pattern}' cannot be used.",
                $"Matching '{path}': {refusal.Message}.",
                "Correct the pattern: Docker refuses to build with it too.");
        }
    }

    private static ExpectedFailure Refused(string name, int line, string reason) => new(
        $"'{name}' cannot be read.",
        $"Line {line}: {reason}",
        "Correct the line: Docker refuses to build with it too.");
}
