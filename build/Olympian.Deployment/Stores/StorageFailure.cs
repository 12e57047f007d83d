using Olympian.Deployment.Diagnosis;

namespace Olympian.Deployment.Stores;

/// <summary>
/// The engine's disk or its file system does not do its work. Nothing may be cleaned, built or restarted then: it may lose more.
/// </summary>
/// <param name="path">What could not be read.</param>
/// <param name="reason">The operating system's word for it.</param>
public sealed class StorageFailure(string path, string reason)
    : ExpectedFailure(
        $"The engine's storage fails: {path} cannot be read.",
        $"Expected its bytes; the operating system says: {reason}. This is {FaultClass.FailingStorage.Words()}; nothing was changed.",
        "Look at `dmesg --level=err,warn`, save what matters to another disk, check the file system and the disk; only on a sound disk: "
        + "./build.sh --target=VerifyImages");
