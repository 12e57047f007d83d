using Olympian.Deployment;

namespace Olympian.Build.Adapters.Stores;

/// <summary>The engine's files are not for this user to read.</summary>
/// <param name="path">What was to be read.</param>
internal sealed class StorageAccessDenied(string path)
    : ExpectedFailure(
        $"The engine's files cannot be read: {path}.",
        "Expected to read it, which takes root on the engine's host; access is denied.",
        "Look through the engine instead: ./build.sh --target=VerifyImages --ways=save,rootfs");
