using Cake.Core;

namespace Cake.Frosting;

/// <summary>A synchronous task that needs no more than Cake's own context.</summary>
public abstract class FrostingTask : FrostingTask<ICakeContext>;
