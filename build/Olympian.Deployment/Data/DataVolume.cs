namespace Olympian.Deployment.Data;

/// <summary>A named volume of the project.</summary>
/// <param name="Key">Its name in the compose file.</param>
/// <param name="Name">Its name in the engine.</param>
public sealed record DataVolume(string Key, string Name)
{
    /// <summary>Compose's label with the key.</summary>
    public const string KeyLabel = "com.docker.compose.volume";
}
