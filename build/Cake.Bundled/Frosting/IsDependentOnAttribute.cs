namespace Cake.Frosting;

/// <summary>The task runs after another one. Several run in the order they are written in.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute(Type type) : Attribute, ITaskDependency
{
    /// <summary>The class of the task that runs first.</summary>
    public Type Task { get; } = type;
}
