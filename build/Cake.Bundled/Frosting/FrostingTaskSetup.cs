using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs before every task.</summary>
public abstract class FrostingTaskSetup : FrostingTaskSetup<ICakeContext>;
