using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs once before the first task; when it throws, no task runs, but the teardown does.</summary>
public abstract class FrostingSetup<TContext> : IFrostingSetup
    where TContext : ICakeContext
{
    /// <summary>Runs once before the first task; when it throws, no task runs, but the teardown does.</summary>
    public abstract void Setup(TContext context, ISetupContext info);

    void IFrostingSetup.Setup(ICakeContext context, ISetupContext info) => Setup((TContext)context, info);
}
