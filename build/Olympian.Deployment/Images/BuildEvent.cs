namespace Olympian.Deployment.Images;

/// <summary>Something that a builder told while it built.</summary>
public abstract record BuildEvent;
