namespace Olympian.Deployment.Cleaning;

/// <summary>What kind of thing is removed or kept.</summary>
public enum ItemKind
{
    /// <summary>A container that does not run.</summary>
    Container,

    /// <summary>A name of an image; the image stays.</summary>
    ImageName,

    /// <summary>An image with all its names.</summary>
    Image,

    /// <summary>A record of the build cache.</summary>
    CacheRecord,

    /// <summary>A file of the checkout.</summary>
    File,
}
