namespace Olympian.Deployment.Diagnosis;

/// <summary>A class as people read it.</summary>
public static class FaultClassWords
{
    /// <summary>A few words, to stand after "Diagnosis:".</summary>
    public static string Words(this FaultClass kind) => kind switch
    {
        FaultClass.DamagedLayer => "damaged local layer",
        FaultClass.DamagedBuildCache => "damaged build cache",
        FaultClass.DamagedTransfer => "damaged registry or transfer",
        FaultClass.FullDisk => "full disk",
        FaultClass.FailingStorage => "failing storage: stop, touch nothing",
        FaultClass.EngineTrouble => "engine trouble",
        FaultClass.Transient => "transient network or registry limit",
        FaultClass.Race => "race with another process",
        FaultClass.UserError => "Dockerfile, context or settings",
        FaultClass.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such class."),
    };
}
