namespace Cake.Frosting;

/// <summary>The task runs before another one, which need not know it.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute, IReverseTaskDependency
{
    /// <summary>The class of the task that runs afterwards.</summary>
    public Type Task { get; } = type;
}
