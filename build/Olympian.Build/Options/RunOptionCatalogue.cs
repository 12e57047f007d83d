namespace Olympian.Build.Options;

/// <summary>
/// The options that steer a run. Those that describe the deployment itself are
/// <c>SettingCatalogue</c>'s rows; they live on in <c>.env</c>, these do not.
/// </summary>
public static class RunOptionCatalogue
{
    /// <summary>Cake's own options, kept with Cake's meaning.</summary>
    public static readonly IReadOnlyList<OptionRow> Cake =
    [
        new("target", OptionKind.Repeatable, null, "Help", "The target to run, as Pascal or kebab case; give it again for more"),
        new("verbosity", OptionKind.Value, null, "Normal", "Quiet, Minimal, Normal, Verbose or Diagnostic"),
        new("exclusive", OptionKind.Flag, null, "", "Run the target without what it depends on"),
        new("dryrun", OptionKind.Flag, null, "", "Show the targets that would run, in order; run none"),
        new("tree", OptionKind.Flag, null, "", "Show every target with what it depends on"),
        new("description", OptionKind.Flag, null, "", "Show every target with its description"),
        new("version", OptionKind.Flag, null, "", "Show the version of Cake"),
        new("info", OptionKind.Flag, null, "", "Show more about Cake"),
        new("help", OptionKind.Flag, null, "", "Show this help"),
    ];

    /// <summary>The build's own.</summary>
    public static readonly IReadOnlyList<OptionRow> Run =
    [
        new("bootstrap", OptionKind.Flag, null, "", "Consent to install and start what is missing: SDK, Docker Engine, buildx, compose"),
        new("allow-insecure-engine", OptionKind.Flag, null, "", "Talk to an engine by plain tcp://, which anybody on the way can read and change"),
        new("compose-file", OptionKind.Repeatable, "COMPOSE_FILE", "docker/compose.yml", "Compose file; give it again to merge more"),
        new("env-file", OptionKind.Value, null, ".env", "The file the settings are read from and written to"),
        new("skip-probes", OptionKind.Flag, null, "", "Do not ask whether Ollama and MongoDB answer before building"),
        new("non-interactive", OptionKind.Flag, null, "", "Never ask; take settings from options, environment, .env and defaults"),
        new("yes", OptionKind.Flag, null, "", "Take the offered answer to every question, as Enter would; never to one that destroys data"),
        new("plan", OptionKind.Flag, null, "", "Cleaning targets and Heal: show what would be removed and why; remove nothing"),
        new("all-build-cache", OptionKind.Flag, null, "", "CleanBuildMulti: empty the build cache of the WHOLE host, everyone's"),
        new("clean-download-cache", OptionKind.Flag, null, "", "CleanBuildMulti: also remove this project's dependency download caches"),
        new("fresh", OptionKind.Value, null, "always", "Ultra-clean builds: 'always' build anew; 'proof' keep a release that is proven to be what they would build"),
        new("keep", OptionKind.Value, null, "3", "Releases kept besides the running and the previous one, to go back to"),
        new("release", OptionKind.Value, null, "the previous one", "Rollback: the id of the release to go to, as Releases shows it"),
        new("min-free", OptionKind.Value, null, "2G or twice the last release", "Building targets: room that must be free before anything is changed, such as 500M or 2G; 0 asks for none"),
        new("to", OptionKind.Value, null, "backups/<project>-<UTC>.tar", "BackupData: the file to write; one that is there is never overwritten"),
        new("from", OptionKind.Value, null, "", "RestoreData: the backup to read"),
        new("build-timeout", OptionKind.Value, null, "30m", "Limit for building one image, such as 90s, 30m or 1h"),
        new("wait-timeout", OptionKind.Value, null, "120s", "Limit for services to become healthy"),
        new("lock-wait", OptionKind.Value, null, "no wait", "How long to wait for another run on the same project to end, such as 90s or 10m"),
        new("lock-message", OptionKind.Value, null, "", "What others are told of this run while it holds the project's lock"),
        new("service", OptionKind.Repeatable, null, "all", "Logs, Restart: only this service; give it again for more"),
        new("follow", OptionKind.Flag, null, "", "Logs: go on until interrupted"),
        new("tail", OptionKind.Value, null, "100", "Logs: lines from the end of each service, or 'all'"),
        new("no-heal", OptionKind.Flag, null, "", "Building targets: end at damage instead of healing it"),
        new("ways", OptionKind.Value, null, "auto", "VerifyImages, Heal: how layers are looked into: store, save, rootfs, cache, separated by commas"),
        new("offline", OptionKind.Flag, null, "", "Heal: as root on a stopped engine, heal its layer database, which no docker command can (--plan)"),
        new("data-root", OptionKind.Value, null, "daemon.json's", "Heal --offline: the stopped engine's data root, or /var/lib/docker where its configuration names none"),
        new("with-strangers", OptionKind.Flag, null, "", "Heal --offline: images of somebody else's that depend on a lost layer go too; ask their owners"),
        new("against-registry", OptionKind.Flag, null, "", "VerifyImages: also hold bases against the registries they came from, every blob"),
        new("attestation", OptionKind.Value, null, "", "Verify: the attestation of a release to hold this engine against, instead of the source here"),
        new("last", OptionKind.Value, null, "20", "Audit, BuildTimes: how many of the last runs (and starts) are shown, of each kind"),
        new("file", OptionKind.Value, null, "", "Explain: the log to read; - for standard input"),
        new("suite", OptionKind.Value, "OLYMPIAN_SUITE", "default", "Test: 'default', or 'full' for every combination"),
        new("filter", OptionKind.Value, null, "", "Test, Bench: only those whose full name contains this"),
    ];
}
