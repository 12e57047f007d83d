namespace Cake.Frosting;

/// <summary>Names a task otherwise than by its class.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The name that <c>--target</c> knows.</summary>
    public string Name { get; } = name;
}
