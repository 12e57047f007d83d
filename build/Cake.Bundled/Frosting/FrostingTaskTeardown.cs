using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs after every task, failed or not.</summary>
public abstract class FrostingTaskTeardown : FrostingTaskTeardown<ICakeContext>;
