namespace Olympian.Deployment.Releases;

/// <summary>Secrets that lie in files, for compose to mount into containers in place of environment variables.</summary>
/// <param name="Id">
/// Another one whenever any of them has another value: compose replaces a container for the name of a secret, and not for what its file holds.
/// </param>
/// <param name="Files">The file of each, by the name of the variable that it stands for.</param>
public sealed record SecretMounts(string Id, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>None: containers get variables.</summary>
    public static readonly SecretMounts None = new("", new Dictionary<string, string>());
}
