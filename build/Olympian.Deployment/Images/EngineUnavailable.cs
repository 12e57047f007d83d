namespace Olympian.Deployment.Images;

/// <summary>The docker command is there, but no engine answers it: stopped, crashed, or not for this user.</summary>
public sealed class EngineUnavailable(string reason, string bootstrapCommand)
    : ExpectedFailure(
        "The Docker engine does not answer.",
        $"Expected an engine that answers `docker version`; it said: {reason}",
        $"Start it: {bootstrapCommand}");
