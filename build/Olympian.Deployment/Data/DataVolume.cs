namespace Olympian.Deployment.Data;

/// <summary>A named volume of the project.</summary>
/// <param name="Key">Its name in the compose file.</param>
/// <param name="Name">Its name in the engine.</param>
/// <param name="Project">The project.</param>
public sealed record DataVolume(string Key, string Name, string Project)
{
    /// <summary>Compose's label with the key.</summary>
    public const string KeyLabel = "com.docker.compose.volume";
}
