using System.Globalization;
using System.Text;
using Olympian.Build.Adapters.Files;
using Olympian.Deployment;
using Olympian.Deployment.OfflineHealing;

namespace Olympian.Build.Adapters.Stores;

/// <summary>A backup inside the data root: what goes is renamed into it, under the path it had.</summary>
/// <param name="root">The stopped engine's data root.</param>
/// <param name="time">For its name.</param>
internal sealed class StoreBackup(string root, TimeProvider time) : IStoreBackup
{
    /// <summary>How the name of each begins.</summary>
    public const string Prefix = "olympian-backup-";

    /// <summary>The list of what it holds, which is also what puts it back.</summary>
    public const string Manifest = "put-back.sh";

    private const UnixFileMode ForRootAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string directory = Path.Combine(
        root, $"{Prefix}{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}");

    public string Begin(OfflinePlan plan) => Try(directory, () =>
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("No engine keeps overlay2's files on Windows.");
        }

        if (Directory.Exists(directory))
        {
            throw new IOException("it is there already");
        }

        Directory.CreateDirectory(directory, ForRootAlone);
        AtomicFile.Write(Path.Combine(directory, Manifest), Encoding.UTF8.GetBytes(Script(plan)), ForRootAlone);
        return directory;
    });

    public void Take(string path) => Try(Path.Combine(root, path), () =>
    {
        var (from, to) = (Path.Combine(root, path), Path.Combine(directory, path));
        if (new FileInfo(from) is { Exists: false, LinkTarget: null } && !Directory.Exists(from))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        LinuxCalls.Rename(from, to);
        return true;
    });

    public void Replace(string path, ReadOnlyMemory<byte> content) => Try(Path.Combine(root, path), () =>
    {
        var (file, old) = (Path.Combine(root, path), Path.Combine(directory, path));
        if (File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(old)!);
            File.Copy(file, $"{old}.half", overwrite: true);
            File.Move($"{old}.half", old, overwrite: true);
            AtomicFile.Write(file, content);
        }
        else
        {
            AtomicFile.Write(file, content, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        return true;
    });

    // What a person reads to see what there is, and runs, with the engine stopped, to have it as it was. In an interrupted backup not all is there.
    private string Script(OfflinePlan plan)
    {
        var text = new StringBuilder(
            $$"""
            #!/bin/sh
            # What Heal --offline took out of {{root}} or replaced in it, with the reason for each.
            # With the engine stopped, and before anything was pulled or built again, this puts all of it back as it was.
            set -eu
            root={{Quoted(root)}}
            backup={{Quoted(directory)}}
            put_back() { [ ! -e "$backup/$1" ] && [ ! -L "$backup/$1" ] || mv -T -- "$backup/$1" "$root/$1"; }


            """);
        if (plan.References is not null)
        {
            Add("names of images that go", $"put_back {Quoted(OfflinePlan.ReferencesPath)}");
        }

        foreach (var one in plan.SetAsides.Reverse())
        {
            Add(one.Reason, $"put_back {Quoted(one.Path)}");
        }

        foreach (var mend in plan.Mends.Reverse())
        {
            Add(
                $"it said {mend.Found}, and must say '{mend.Content}': {mend.Proof}",
                File.Exists(Path.Combine(root, mend.Path)) ? $"put_back {Quoted(mend.Path)}" : $"rm -f -- \"$root\"/{Quoted(mend.Path)}");
        }

        return text.ToString();

        void Add(string reason, string command) => text.Append(CultureInfo.InvariantCulture, $"# {reason.ReplaceLineEndings(" ")}\n{command}\n");
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private T Try<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ExpectedFailure(
                $"The stopped engine's files cannot be changed: {path}.",
                $"Expected to write below {root}; the operating system says: {failure.Message}",
                $"Look at `dmesg --level=err,warn` and `df {root}`: on a failing or full disk nothing more may be touched. What was moved already is in {directory}, and "
                + $"`sh {directory}/{Manifest}` puts it back; on a sound disk, go on: {OperatorSteps.Command(root)}",
                failure);
        }
    }
}
