namespace Olympian.Deployment.Settings;

/// <summary>Where <c>.env</c> lives.</summary>
public interface IEnvFileStore
{
    /// <summary>The file's content; null when there is no such file.</summary>
    /// <exception cref="UsageFailure">It is there but cannot be read, or is not in compose's dialect.</exception>
    DotEnvFile? Load(string path);

    /// <summary>Throws unless <see cref="Save"/> could write there now; touches nothing.</summary>
    /// <exception cref="UsageFailure">The place cannot be written.</exception>
    void EnsureWritable(string path);

    /// <summary>Replaces the file as a whole: a reader, a crash or a full disk sees the old content or the new, never a part.</summary>
    /// <exception cref="UsageFailure">The place cannot be written; the old content still stands.</exception>
    void Save(string path, DotEnvFile content);
}
