using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs after every task, failed or not.</summary>
public interface IFrostingTaskTeardown
{
    /// <summary>Runs after every task, failed or not.</summary>
    void Teardown(ICakeContext context, ITaskTeardownContext info);
}
