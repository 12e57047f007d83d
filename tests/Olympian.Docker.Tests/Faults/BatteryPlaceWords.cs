namespace Olympian.Docker.Tests.Faults;

/// <summary>The places in words, for the battery's table.</summary>
internal static class BatteryPlaceWords
{
    public static string Words(this BatteryPlace place) => place switch
    {
        BatteryPlace.RuntimeBase => "the base that runs",
        BatteryPlace.OwnLayer => "a layer of the build's own",
        BatteryPlace.BuilderBase => "the builder stage's base",
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, "No such place."),
    };
}
