namespace Olympian.Deployment.Runs;

/// <summary>What one service took of a run.</summary>
/// <param name="Service">The service.</param>
/// <param name="Build">How long building its image took; null where none was built.</param>
/// <param name="Start">From its container's start to the first health check that found it well; null where none was started, or nothing checks it.</param>
public sealed record ServiceTime(string Service, TimeSpan? Build, TimeSpan? Start);
