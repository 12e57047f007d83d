using Cake.Core.Tooling;

namespace Cake.Docker;

/// <summary>Settings whose properties become options: <c>NoCache = true</c> is <c>--no-cache</c>.</summary>
public abstract class AutoToolSettings : ToolSettings
{
    /// <summary>Names of the properties whose values are kept out of the log. They still stand in the process's arguments.</summary>
    public readonly HashSet<string> SecretProperties;

    /// <summary>Asks the derived class for its secrets.</summary>
    protected AutoToolSettings() => SecretProperties = [.. CollectSecretProperties() ?? []];

    /// <summary>Names of the properties whose values are kept out of the log; null for none.</summary>
    protected virtual string[]? CollectSecretProperties() => null;
}
