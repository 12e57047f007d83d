using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs before and after every task.</summary>
public abstract class FrostingTaskLifetime : FrostingTaskLifetime<ICakeContext>;
