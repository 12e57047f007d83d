using Cake.Core;

namespace Cake.Frosting;

/// <summary>An asynchronous task with the build's own context. Only the methods a task overrides are registered with the engine.</summary>
public abstract class AsyncFrostingTask<T> : IFrostingTask
    where T : ICakeContext
{
    /// <summary>Does the work.</summary>
    public virtual Task RunAsync(T context) => Task.CompletedTask;

    /// <summary>Whether the work is still to be done.</summary>
    public virtual bool ShouldRun(T context) => true;

    /// <summary>Handles a failure of the work. A handler that returns has made the failure a success.</summary>
    public virtual void OnError(Exception exception, T context)
    {
    }

    /// <summary>Runs after the work, failed or not.</summary>
    public virtual void Finally(T context)
    {
    }

    Task IFrostingTask.RunAsync(ICakeContext context) => RunAsync((T)context);

    bool IFrostingTask.ShouldRun(ICakeContext context) => ShouldRun((T)context);

    void IFrostingTask.OnError(Exception exception, ICakeContext context) => OnError(exception, (T)context);

    void IFrostingTask.Finally(ICakeContext context) => Finally((T)context);
}
