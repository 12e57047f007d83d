namespace Olympian.Deployment.Releases;

/// <summary>What one run of the build made: one image for each service, as far as they are still there.</summary>
/// <param name="Id">The release id.</param>
/// <param name="Images">One image for each service, by the service's name in ordinal order.</param>
public sealed record Release(ReleaseId Id, IReadOnlyList<ReleaseImage> Images)
{
    /// <summary>Every image that is there was verified.</summary>
    public bool IsVerified => Images.All(image => image.IsVerified);

    /// <summary>A container of the project's stack runs one of its images.</summary>
    public bool IsRunning => Images.Any(image => image.IsRunning);

    /// <summary>One of its images last proved healthy at a start.</summary>
    public bool IsCurrent => Images.Any(image => image.IsCurrent);

    /// <summary>One of its images was current before that.</summary>
    public bool IsPrevious => Images.Any(image => image.IsPrevious);

    /// <summary>It did not come up when it was last started; the release before was started again then.</summary>
    public bool IsFailed => Images.Any(image => image.IsFailed);

    /// <summary>Whether every one of these services has an image that was verified once, even if its release did not come up.</summary>
    public bool CanStart(IEnumerable<string> services) =>
        services.All(service => Images.Any(image => image.Service == service && (image.IsVerified || image.IsFailed)));

    /// <summary>Whether it has a verified image for every one of these services.</summary>
    public bool IsCompleteFor(IEnumerable<string> services) =>
        services.All(service => Images.Any(image => image.Service == service && image.IsVerified));

    /// <summary>A service's image; null when the release has none.</summary>
    public ReleaseImage? ImageOf(string service) => Images.FirstOrDefault(image => image.Service == service);
}
