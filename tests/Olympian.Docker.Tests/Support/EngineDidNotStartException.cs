namespace Olympian.Docker.Tests.Support;

/// <summary>An engine ended, or said nothing for too long, instead of starting.</summary>
/// <param name="name">The engine.</param>
/// <param name="log">The end of its log.</param>
internal sealed class EngineDidNotStartException(string name, string log) : Exception($"The engine {name} did not start:\n{log}")
{
    /// <summary>The end of its log, where it says why.</summary>
    public string Log { get; } = log;
}
