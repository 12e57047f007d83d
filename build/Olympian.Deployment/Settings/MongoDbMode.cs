namespace Olympian.Deployment.Settings;

/// <summary>Where the application keeps its conversations.</summary>
public enum MongoDbMode
{
    /// <summary>In the backend's own persistent store on a named volume; no MongoDB anywhere.</summary>
    Embedded,

    /// <summary>In a MongoDB that compose.yml starts beside the application.</summary>
    Container,

    /// <summary>In a MongoDB that somebody else runs.</summary>
    External,
}
