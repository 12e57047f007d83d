namespace Olympian.Deployment.Images;

/// <summary>Builds images.</summary>
public interface IImageBuilder
{
    /// <summary>Builds one image into the engine.</summary>
    /// <exception cref="ImageBuildFailure">The build failed; nothing was tagged.</exception>
    /// <exception cref="OperationCanceledException">The token ended it; no process is left behind.</exception>
    Task<BuiltImage> BuildAsync(ImageOrder order, CancellationToken cancellationToken);
}
