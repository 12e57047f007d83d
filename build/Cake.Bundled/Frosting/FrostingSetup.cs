using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs once before the first task; when it throws, no task runs, but the teardown does.</summary>
public abstract class FrostingSetup : FrostingSetup<ICakeContext>;
