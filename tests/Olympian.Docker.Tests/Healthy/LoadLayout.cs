namespace Olympian.Docker.Tests.Healthy;

/// <summary>How an archive that is loaded has its images.</summary>
internal enum LoadLayout
{
    /// <summary>As engines before 25 saved them: a directory for each layer.</summary>
    Legacy,

    /// <summary>The OCI layout, layers as they are.</summary>
    Oci,

    /// <summary>The OCI layout, layers compressed by gzip.</summary>
    OciGzip,
}
