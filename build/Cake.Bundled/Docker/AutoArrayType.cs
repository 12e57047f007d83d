namespace Cake.Docker;

/// <summary>How a list of values is meant to be written. Published Cake.Docker reads neither: every value gets its own option.</summary>
public enum AutoArrayType
{
    /// <summary>One option for each value.</summary>
    MultipleInstances,

    /// <summary>One option with all values.</summary>
    List,
}
