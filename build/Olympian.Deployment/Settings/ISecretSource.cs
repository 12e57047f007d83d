namespace Olympian.Deployment.Settings;

/// <summary>Makes new secrets.</summary>
public interface ISecretSource
{
    /// <summary>32 random bytes, base64.</summary>
    Secret Generate();
}
