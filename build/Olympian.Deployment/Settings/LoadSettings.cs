namespace Olympian.Deployment.Settings;

/// <summary>The settings for every target but EnvMulti: decided the same way, without asking, probing or writing.</summary>
/// <remarks>Works before the first EnvMulti too: what has no value has its default, and the two signing secrets are null.</remarks>
public sealed class LoadSettings(IEnvFileStore envFiles, IPasswordFile passwordFiles)
{
    /// <exception cref="UsageFailure">A setting is not usable, or <c>.env</c> cannot be read.</exception>
    public DeploymentSettings Load(SettingsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new SettingsResolver(passwordFiles).Resolve(request, envFiles.Load(request.EnvFilePath), prompt: null);
    }
}
