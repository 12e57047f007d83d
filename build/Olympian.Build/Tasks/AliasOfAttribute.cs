namespace Olympian.Build.Tasks;

/// <summary>A second name for a target, kept because people and scripts know it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AliasOfAttribute(Type task) : Attribute
{
    /// <summary>The task that does the work.</summary>
    public Type Task { get; } = task;
}
