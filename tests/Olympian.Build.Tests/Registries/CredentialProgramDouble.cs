using Olympian.Build.Adapters.Registries;

namespace Olympian.Build.Tests.Registries;

/// <summary>Says what it was told to say, and writes down who was asked for what.</summary>
internal sealed class CredentialProgramDouble(CredentialLookup answer) : ICredentialProgram
{
    public List<string> Asked { get; } = [];

    public Task<CredentialLookup> GetAsync(string name, string server, CancellationToken cancellationToken)
    {
        Asked.Add($"{name}: {server}");
        return Task.FromResult(answer);
    }
}
