namespace Olympian.Deployment.Settings;

/// <summary>Where the base images come from.</summary>
public enum BaseImagesMode
{
    /// <summary>The registry when it answers within seconds, otherwise local.</summary>
    Auto,

    /// <summary>The registry that the image names stand for.</summary>
    Registry,

    /// <summary>Built from Debian's packages and served from a registry on loopback.</summary>
    Local,
}
