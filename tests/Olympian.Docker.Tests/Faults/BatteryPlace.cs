namespace Olympian.Docker.Tests.Faults;

/// <summary>Whose layer the battery damages.</summary>
internal enum BatteryPlace
{
    /// <summary>A layer of the base that the stack runs upon.</summary>
    RuntimeBase,

    /// <summary>A layer that the build made, in the image that runs.</summary>
    OwnLayer,

    /// <summary>A layer of the base of the builder stage, which nothing runs upon.</summary>
    BuilderBase,
}
