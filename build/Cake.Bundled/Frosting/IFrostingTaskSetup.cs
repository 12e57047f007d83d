using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs before every task.</summary>
public interface IFrostingTaskSetup
{
    /// <summary>Runs before every task.</summary>
    void Setup(ICakeContext context, ITaskSetupContext info);
}
