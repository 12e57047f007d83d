using System.Security.Cryptography;
using System.Text;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Options;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters.Compose;

/// <summary>
/// Secrets as files beside <c>.env</c>, in directories that only their owner may enter; compose mounts them, and the container's own user may read them,
/// whoever that is. <c>docker inspect</c> shows where they lie, and not what they say.
/// </summary>
/// <remarks>
/// Files and not compose's secrets from variables: those are copied into the container, which a read-only root file system does not take. On another
/// machine's engine there is no such file to mount.
/// </remarks>
public sealed class SecretFiles(RunOptions options)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The files for these values: those there are where they say the same, otherwise new ones.</summary>
    /// <param name="project">The project.</param>
    /// <param name="values">The secrets by the variables' names; empty ones are passed over.</param>
    public SecretMounts Ensure(string project, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);

        var wanted = values.Where(one => one.Value.Length > 0).ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return SecretMounts.None;
        }

        var place = PlaceOf(project);
        var there = Directory.Exists(place) ? Directory.EnumerateDirectories(place).FirstOrDefault(directory => Holds(directory, wanted)) : null;
        return Mounts(there ?? Write(place, wanted), wanted);
    }

    /// <summary>Removes the files of former values. Containers that mount them must be gone.</summary>
    public void RemoveOthers(string project, SecretMounts current)
    {
        ArgumentNullException.ThrowIfNull(current);

        // Of a start without files nothing is known but that: another engine's containers may mount those there are.
        if (current.Files.Count > 0 && Directory.Exists(PlaceOf(project)))
        {
            foreach (var old in Directory.EnumerateDirectories(PlaceOf(project)).Where(directory => Path.GetFileName(directory) != current.Id).ToArray())
            {
                Directory.Delete(old, recursive: true);
            }
        }
    }

    private string PlaceOf(string project) => Path.Combine($"{options.EnvFile}.secrets", project);

    private static SecretMounts Mounts(string directory, Dictionary<string, string> wanted) => new(
        Path.GetFileName(directory), wanted.Keys.ToDictionary(name => name, name => Path.Combine(directory, name), StringComparer.Ordinal));

    private static bool Holds(string directory, Dictionary<string, string> wanted)
    {
        try
        {
            var files = Directory.EnumerateFiles(directory).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
            return files.SetEquals(wanted.Keys) && wanted.All(one => File.ReadAllText(Path.Combine(directory, one.Key)) == one.Value);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Write(string place, Dictionary<string, string> wanted)
    {
        var directory = Path.Combine(place, RandomNumberGenerator.GetHexString(12, lowercase: true));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            foreach (var part in (string[])[Path.GetDirectoryName(place)!, place, directory])
            {
                Directory.CreateDirectory(part, Owner);
                File.SetUnixFileMode(part, Owner);
            }
        }

        foreach (var (name, value) in wanted)
        {
            AtomicFile.Write(Path.Combine(directory, name), Encoding.UTF8.GetBytes(value), Readable);
        }

        return directory;
    }
}
