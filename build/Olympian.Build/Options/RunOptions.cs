using Olympian.Deployment.Integrity;

namespace Olympian.Build.Options;

/// <summary>
/// How this run was asked for: read once from the command line, immutable, every path absolute.
/// </summary>
public sealed record RunOptions
{
    /// <summary>The targets as asked for, in their one spelling.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Only the order of the targets is shown: nothing may be installed, started or asked.</summary>
    public bool DryRun { get; init; }

    /// <summary>Consent to install and start what is missing.</summary>
    public bool Bootstrap { get; init; }

    /// <summary>Talk to an engine in plain text.</summary>
    public bool AllowInsecureEngine { get; init; }

    /// <summary>Absolute paths of the compose files, in merge order.</summary>
    public required IReadOnlyList<string> ComposeFiles { get; init; }

    /// <summary>Absolute path of the settings file.</summary>
    public required string EnvFile { get; init; }

    /// <summary>Do not ask external services whether they answer.</summary>
    public bool SkipProbes { get; init; }

    /// <summary>Never prompt.</summary>
    public bool NonInteractive { get; init; }

    /// <summary>Take the offered answer to every question that destroys nothing.</summary>
    public bool Yes { get; init; }

    /// <summary>Cleaning targets only show what they would do.</summary>
    public bool Plan { get; init; }

    /// <summary>Empty the whole host's build cache.</summary>
    public bool AllBuildCache { get; init; }

    /// <summary>Remove this project's dependency download caches as well.</summary>
    public bool CleanDownloadCache { get; init; }

    /// <summary>An ultra-clean build keeps a release of which it is proven that nothing it was built from has changed.</summary>
    public bool FreshByProof { get; init; }

    /// <summary>Releases kept besides the running and the previous one.</summary>
    public required int Keep { get; init; }

    /// <summary>The release that Rollback goes to; null for the previous one.</summary>
    public string? Release { get; init; }

    /// <summary>Bytes that must be free before a build; null to judge by the last release.</summary>
    public long? MinimumFree { get; init; }

    /// <summary>Absolute path of the backup to write; null for one of its own name.</summary>
    public string? BackupTo { get; init; }

    /// <summary>Absolute path of the backup to read; null where none was named.</summary>
    public string? RestoreFrom { get; init; }

    /// <summary>How many of the last runs Audit and BuildTimes show.</summary>
    public int Last { get; init; } = 20;

    /// <summary>Limit for building one image.</summary>
    public required TimeSpan BuildTimeout { get; init; }

    /// <summary>Limit for services to become healthy.</summary>
    public required TimeSpan WaitTimeout { get; init; }

    /// <summary>How long to wait for another run on the same project; zero for not at all.</summary>
    public TimeSpan LockWait { get; init; }

    /// <summary>What others are told of this run while it holds the project's lock; null for nothing.</summary>
    public string? LockMessage { get; init; }

    /// <summary>Services that Logs and Restart are limited to; empty for all.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Logs goes on until interrupted.</summary>
    public bool Follow { get; init; }

    /// <summary>Log lines from the end of each service; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Damage ends a build instead of being healed.</summary>
    public bool NoHeal { get; init; }

    /// <summary>The ways in which layers are looked into; empty for the strongest that the engine allows.</summary>
    public IReadOnlyList<Way> Ways { get; init; } = [];

    /// <summary>Heal works on the files of a stopped engine.</summary>
    public bool Offline { get; init; }

    /// <summary>Absolute path of the stopped engine's data root; null for the one its configuration names.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Consent that images of somebody else's, which depend on a lost layer, go.</summary>
    public bool WithStrangers { get; init; }

    /// <summary>Absolute path of the attestation that Verify holds the engine against; null for none.</summary>
    public string? AttestationFile { get; init; }

    /// <summary>The log that Explain reads: an absolute path, or <c>-</c> for standard input; null when none was named.</summary>
    public string? LogFile { get; init; }

    /// <summary>Run the long tests in full.</summary>
    public bool FullSuite { get; init; }

    /// <summary>Only tests whose full name contains this; null for all.</summary>
    public string? TestFilter { get; init; }

    /// <summary>Settings of the deployment given as options, by their <c>.env</c> key.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}
