using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs before the first and after the last task.</summary>
public abstract class FrostingLifetime : FrostingLifetime<ICakeContext>;
