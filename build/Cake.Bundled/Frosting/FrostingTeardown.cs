using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs once after the last task, failed or not.</summary>
public abstract class FrostingTeardown : FrostingTeardown<ICakeContext>;
