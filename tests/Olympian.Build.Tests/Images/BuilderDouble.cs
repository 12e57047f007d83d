using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

/// <summary>A builder that does with each order what it is told to.</summary>
internal sealed class BuilderDouble(Func<ImageOrder, CancellationToken, Task<BuiltImage>> build) : IImageBuilder
{
    /// <summary>Every order, as it came.</summary>
    public List<ImageOrder> Orders { get; } = [];

    public Task<BuiltImage> BuildAsync(ImageOrder order, CancellationToken cancellationToken)
    {
        lock (Orders)
        {
            Orders.Add(order);
        }

        return build(order, cancellationToken);
    }
}
