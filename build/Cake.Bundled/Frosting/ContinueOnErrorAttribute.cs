namespace Cake.Frosting;

/// <summary>Lets the run go on, and succeed, when the task fails.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContinueOnErrorAttribute : Attribute;
