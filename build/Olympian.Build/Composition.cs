using Microsoft.Extensions.DependencyInjection;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Data;
using Olympian.Build.Adapters.Diagnosis;
using Olympian.Build.Adapters.Docker;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Adapters.Probes;
using Olympian.Build.Adapters.Processes;
using Olympian.Build.Adapters.Registries;
using Olympian.Build.Adapters.Releases;
using Olympian.Build.Adapters.Runs;
using Olympian.Build.Adapters.Settings;
using Olympian.Build.Adapters.Sources;
using Olympian.Build.Adapters.Stores;
using Olympian.Build.Adapters.Testing;
using Olympian.Build.Console;
using Olympian.Build.Options;
using Olympian.Build.Tasks;
using Olympian.Deployment.Attestations;
using Olympian.Deployment.Bases;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Data;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Locks;
using Olympian.Deployment.OfflineHealing;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Room;
using Olympian.Deployment.Runs;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;
using Olympian.Deployment.Sources;

namespace Olympian.Build;

/// <summary>Which part stands behind which port.</summary>
internal static class Composition
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CredentialProgramLimit = TimeSpan.FromSeconds(20);

    public static void Register(
        IServiceCollection services, RunOptions options, Surroundings surroundings, Interruption interruption, BuildOutcome outcome)
    {
        services.AddSingleton(options);
        services.AddSingleton(surroundings);
        services.AddSingleton(interruption);
        services.AddSingleton(outcome);
        services.AddSingleton(new WaitClock(TimeProvider.System));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<WaitClock>());
        services.AddSingleton(Random.Shared);

        AddEngine(services, options);
        AddLock(services);
        AddRunsAndData(services);
        AddSettings(services, interruption);
        AddSources(services, surroundings);
        AddReleases(services);
        AddIntegrity(services);
        AddRegistries(services, surroundings);
    }

    private static void AddIntegrity(IServiceCollection services)
    {
        services.AddSingleton<IStoreLocator, StoreLocator>();
        services.AddSingleton<IImageStreams, ImageStreams>();
        services.AddSingleton<IImageVerifier, VerifyIntegrity>();
        services.AddSingleton<ReleaseInventory>();
        services.AddSingleton<IDockerfiles, Dockerfiles>();
        services.AddSingleton<PullBases>();
        services.AddSingleton<BaseFreshness>();
        services.AddSingleton<RetryOnce>();
        services.AddSingleton<ReleaseOrphans>();
        services.AddSingleton<LetGoOfLayers>();
        services.AddSingleton<ObtainableLayers>();
        services.AddSingleton<CopyBase>();
        services.AddSingleton<DropBuildCache>();
        services.AddSingleton<ICacheSeals, CacheSeals>();
        services.AddSingleton<ProveCache>();
        services.AddSingleton<SealCache>();
        services.AddSingleton<GuardCache>();
        services.AddSingleton<HealBases>();
        services.AddSingleton<HealBuilt>();
        services.AddSingleton<BuildHealthyRelease>();
        services.AddSingleton<SweepDamage>();
        services.AddSingleton<FindDamage>();
        services.AddSingleton<FindUnknownLayers>();
    }

    private static void AddEngine(IServiceCollection services, RunOptions options)
    {
        services.AddSingleton(new DockerCli("docker", $"./build.sh --target={options.Targets[0]} --bootstrap"));
        services.AddSingleton<IDockerCli>(provider => provider.GetRequiredService<DockerCli>());
        services.AddSingleton<EngineApi>();
        services.AddSingleton<UninspectableImages>();
        services.AddSingleton<UninspectableContainers>();
        services.AddSingleton<IDockerEngine, DockerEngine>();
        services.AddSingleton<EngineGate>();
        services.AddSingleton<EngineEndpoint>();
        services.AddSingleton<IHostPorts, HostPorts>();
        services.AddSingleton<PortCheck>();
        services.AddSingleton<StrangerCheck>();
    }

    private static void AddLock(IServiceCollection services)
    {
        services.AddSingleton<EmptyImages>();
        services.AddSingleton<IEngineLocks, EngineLocks>();
        services.AddSingleton<IRunningProcesses, RunningProcesses>();
        services.AddSingleton<TakeLock>();
        // Its pauses are beside the work, not in it.
        services.AddSingleton(provider => new KeepLock(provider.GetRequiredService<IEngineLocks>(), TimeProvider.System));
        services.AddSingleton<BreakLock>();
        services.AddSingleton<RunLock>();
        services.AddSingleton<StackWatch>();
    }

    private static void AddRunsAndData(IServiceCollection services)
    {
        services.AddSingleton<IDiskSpaces, DiskSpaces>();
        services.AddSingleton<EnsureRoom>();
        services.AddSingleton<IVolumeArchives, VolumeArchives>();
        services.AddSingleton<DataBackup>();
        services.AddSingleton<RunDiary>();
        services.AddSingleton<RunHistory>();
        services.AddSingleton<RunsAtWork>();
        services.AddSingleton<RunRecorder>();
        services.AddSingleton<IStartMarks, EngineStartMarks>();
    }

    private static void AddSettings(IServiceCollection services, Interruption interruption)
    {
        services.AddSingleton<IEnvFileStore, EnvFileOnDisk>();
        services.AddSingleton<IPasswordFile, PasswordFile>();
        services.AddSingleton<ISecretSource, RandomSecrets>();
        services.AddSingleton(new ConsolePrompt(interruption.Token));
        services.AddSingleton(_ => ServiceConnector.ForThisMachine());
        services.AddSingleton<MongoSeedLookup>();
        services.AddSingleton<IServiceProbe<OllamaAddress>>(provider =>
            new OllamaProbe(provider.GetRequiredService<ServiceConnector>(), ProbeLimit));
        services.AddSingleton<IServiceProbe<MongoConnection>>(provider =>
            new MongoProbe(provider.GetRequiredService<ServiceConnector>(), provider.GetRequiredService<MongoSeedLookup>(), ProbeLimit));
        services.AddSingleton<LoadSettings>();
        services.AddSingleton<ConfigureDeployment>();
        services.AddSingleton<RemoteIncludeGate>();
        services.AddSingleton<DeploymentReader>();
    }

    private static void AddSources(IServiceCollection services, Surroundings surroundings)
    {
        services.AddSingleton<ISourceTree>(provider => new SourceTree(
            Path.Combine(surroundings.Artifacts, "fingerprints"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IGitRevisions, GitRevisions>();
        services.AddSingleton<IBuildArgumentsFile>(new BuildArgumentsFile(surroundings.BuildArgumentsFile));
        services.AddSingleton<FingerprintSource>();
        services.AddSingleton<GenerateArguments>();
        services.AddSingleton<BaseImages>();
    }

    private static void AddReleases(IServiceCollection services)
    {
        services.AddSingleton<IBuildFiles, BuildFiles>();
        services.AddSingleton<CleanBuild>();
        services.AddSingleton<PruneReleases>();

        services.AddSingleton<ServiceOutput>();
        services.AddSingleton<IContextFiles, ContextFiles>();
        services.AddSingleton<MissingSource>();
        services.AddSingleton<IImageBuilder, BuildxImageBuilder>();
        services.AddSingleton<BuildRelease>();
        services.AddSingleton<BuiltRelease>();
        services.AddSingleton<SourceArguments>();
        services.AddSingleton<ProveFresh>();
        services.AddSingleton<KeptRelease>();
        services.AddSingleton<ReleaseBuild>();
        services.AddSingleton<ReleaseStart>();
        services.AddSingleton<ReleaseRecords>();

        services.AddSingleton<SecretFiles>();
        // The runner's waits are told from the engine's times, and not by its clock.
        services.AddSingleton(provider => new UntilWell(provider.GetRequiredService<IDockerEngine>(), TimeProvider.System));
        services.AddSingleton<ComposeRunner>();
        services.AddSingleton<IServiceRunner>(provider => new TimedServiceRunner(
            provider.GetRequiredService<ComposeRunner>(),
            provider.GetRequiredService<IDockerEngine>(),
            provider.GetRequiredService<RunDiary>(),
            provider.GetRequiredService<WaitClock>()));
        services.AddSingleton<IBuildInfoClient, BuildInfoClient>();
        services.AddSingleton<ContainerLogs>();
        services.AddSingleton<ProveRunning>();
        services.AddSingleton<ISwitchProbe>(provider => new SwitchProbe(provider.GetRequiredService<EngineEndpoint>(), TimeProvider.System));
        services.AddSingleton<SwitchContainers>();
        services.AddSingleton<SwitchTo>();
        services.AddSingleton<GoBack>();
        services.AddSingleton<StartRelease>();
        services.AddSingleton<RestartRelease>();
        services.AddSingleton<VerifyRelease>();
        services.AddSingleton<AttestRelease>();
        services.AddSingleton<VerifyAttestation>();
        services.AddSingleton<TestPrograms>();
        services.AddSingleton<TestRun>();
        services.AddSingleton<BenchRun>();
    }

    private static void AddRegistries(IServiceCollection services, Surroundings surroundings)
    {
        services.AddSingleton(RegistryLimits.Usual);
        services.AddSingleton<ICredentialProgram>(_ => new CredentialProgram(surroundings, CredentialProgramLimit));
        services.AddSingleton<DockerCredentials>();
        services.AddSingleton<RegistryEndpoints>();
        services.AddSingleton<RegistryHttp>();
        services.AddSingleton<RegistryAuthorization>();
        services.AddSingleton<IRegistry, RegistryClient>();
        services.AddSingleton<ILayerDecompressor, LayerDecompressor>();
        services.AddSingleton<LayerReader>();
        services.AddSingleton<PublishedImages>();
        services.AddSingleton<CheckedLayers>();
        services.AddSingleton<RegistryCheck>();
        services.AddSingleton<RegistryFreshness>();
    }
}
