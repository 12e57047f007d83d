namespace Olympian.Build.Options;

/// <summary>What an option takes.</summary>
public enum OptionKind
{
    /// <summary>Nothing, or <c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>One value; given twice is refused.</summary>
    Value,

    /// <summary>A value each time it is given.</summary>
    Repeatable,
}
