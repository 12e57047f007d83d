using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Compose;

/// <summary>Refuses compose files that take something from elsewhere, where the installed compose does not read that safely.</summary>
public sealed class RemoteIncludeGate(IDockerEngine engine)
{
    private bool isAsked;

    /// <exception cref="UsageFailure">A file, or one that it includes, names something from elsewhere. Compose has not read it.</exception>
    public async Task EnsureAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);

        if (isAsked)
        {
            return;
        }

        // A relative name is one of the including file's directory, or of the first file's: compose takes either, as the including file says.
        var places = files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct(StringComparer.Ordinal).ToArray();
        var open = new Stack<string>(files);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var file))
        {
            if (!seen.Add(file) || !File.Exists(file))
            {
                continue;
            }

            var text = await File.ReadAllTextAsync(file, cancellationToken);
            if (RemoteIncludes.In(text) is [var first, ..])
            {
                await RefuseAsync(file, first, cancellationToken);
            }

            foreach (var local in RemoteIncludes.LocalIn(text))
            {
                foreach (var place in places.Prepend(Path.GetDirectoryName(Path.GetFullPath(file))!))
                {
                    open.Push(Path.GetFullPath(local, place));
                }
            }
        }

        isAsked = true;
    }

    private async Task RefuseAsync(string file, string address, CancellationToken cancellationToken)
    {
        var found = (await engine.InfoAsync(cancellationToken)).ComposeVersion;
        var numbers = string.Concat((found ?? "").TrimStart('v').TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
        if (!Version.TryParse(numbers, out var version) || version < RemoteIncludes.SafeCompose)
        {
            throw new UsageFailure(
                $"{file} includes {address}, which is or may be from elsewhere, and this compose does not read that safely (CVE-2025-62725).",
                $"Expected compose {RemoteIncludes.SafeCompose} or newer, found {found ?? "none"}; or files of this machine alone. Compose has not read it.",
                "Install a newer compose, or fetch what is included and name the file.");
        }
    }
}
