namespace Olympian.Deployment.Archives;

/// <summary>What of an entry can be compared with its layer, besides what it is and where it points.</summary>
[Flags]
public enum Compared
{
    /// <summary>Nothing else: no entry of the layer says it.</summary>
    None = 0,

    /// <summary>Mode, owner, capabilities.</summary>
    Attributes = 1,

    /// <summary>The modification time.</summary>
    Times = 2,

    /// <summary>Extended attributes that a user may set.</summary>
    UserAttributes = 4,

    /// <summary>All of it.</summary>
    All = Attributes | Times | UserAttributes,
}
