namespace Cake.Docker;

/// <summary>Formats for <see cref="AutoPropertyAttribute.Format"/>.</summary>
public static class Constants
{
    /// <summary>For a flag that is on unless it is said to be off: <c>--rm=False</c>.</summary>
    public const string BoolWithTrueDefaultFormat = "--{0}={1}";
}
