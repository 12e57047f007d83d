namespace Olympian.Build.Adapters.Registries;

/// <summary>Asks the programs that keep docker's credentials: its "credential helpers".</summary>
public interface ICredentialProgram
{
    /// <summary>What the program of this name, <c>docker-credential-NAME</c>, keeps for a server.</summary>
    /// <exception cref="OperationCanceledException">The token ended the call; no process is left behind.</exception>
    Task<CredentialLookup> GetAsync(string name, string server, CancellationToken cancellationToken);
}
