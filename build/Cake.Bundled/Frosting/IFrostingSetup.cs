using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs once before the first task; when it throws, no task runs, but the teardown does.</summary>
public interface IFrostingSetup
{
    /// <summary>Runs once before the first task; when it throws, no task runs, but the teardown does.</summary>
    void Setup(ICakeContext context, ISetupContext info);
}
