using Olympian.Deployment.Settings.Probes;

namespace Olympian.Deployment.Settings;

/// <summary>
/// EnvMulti: decides the settings, asks the services they name, and only then writes <c>.env</c>. Whatever fails, fails before
/// anything is changed.
/// </summary>
public sealed class ConfigureDeployment(
    IEnvFileStore envFiles,
    IPasswordFile passwordFiles,
    ISecretSource secrets,
    IServiceProbe<OllamaAddress> ollama,
    IServiceProbe<MongoConnection> mongo)
{
    /// <param name="request">What the run brings along.</param>
    /// <param name="prompt">Who can be asked; null without a terminal or with <c>--non-interactive</c>.</param>
    /// <param name="skipProbes">Take the services' word for granted.</param>
    /// <param name="cancellationToken">Ends the run before the file is written, never within.</param>
    /// <exception cref="UsageFailure">A setting is not usable, a configured service does not answer, or the file cannot be written.</exception>
    public async Task<ConfiguredDeployment> RunAsync(
        SettingsRequest request, ISettingsPrompt? prompt, bool skipProbes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var existing = envFiles.Load(request.EnvFilePath);
        var settings = new SettingsResolver(passwordFiles).Resolve(request, existing, prompt).WithSecrets(secrets);
        var wanted = settings.ApplyTo(existing ?? New(request.EnvFilePath), request.Environment);

        var isChanged = existing is null || !ReferenceEquals(wanted, existing);
        if (isChanged)
        {
            envFiles.EnsureWritable(request.EnvFilePath);
        }

        IReadOnlyList<ProbeResult> probes = skipProbes ? [] : await ProbeAsync(settings, cancellationToken);
        EnsureAllAnswered(probes);

        cancellationToken.ThrowIfCancellationRequested();
        if (isChanged)
        {
            envFiles.Save(request.EnvFilePath, wanted);
        }

        return new(settings, probes, SettingsSummary.Of(settings, Path.GetFileName(request.EnvFilePath)), isChanged);
    }

    private static DotEnvFile New(string path) => DotEnvFile.Parse(
        """
        # Settings of this deployment, written by ./build.sh --target=EnvMulti and read by Docker Compose.
        # Edit by hand as you like: comments, order and other lines are kept. It holds secrets: never commit it.

        """u8,
        path);

    private async Task<IReadOnlyList<ProbeResult>> ProbeAsync(DeploymentSettings settings, CancellationToken cancellationToken)
    {
        List<Task<ProbeResult>> running = [];
        if (settings.OllamaAddress is { } address)
        {
            running.Add(ollama.ProbeAsync(address, cancellationToken));
        }

        if (settings.MongoConnection is { } connection)
        {
            running.Add(mongo.ProbeAsync(connection, cancellationToken));
        }

        return await Task.WhenAll(running);
    }

    private static void EnsureAllAnswered(IReadOnlyList<ProbeResult> probes)
    {
        var failed = probes.Where(probe => !probe.Ok).ToArray();
        if (failed.Length == 0)
        {
            return;
        }

        throw new UsageFailure(
            failed.Length == 1
                ? $"{failed[0].Service} cannot be used at {failed[0].Address}."
                : $"Neither of the configured services can be used: {string.Join(", ", failed.Select(probe => $"{probe.Service} at {probe.Address}"))}.",
            string.Join('\n', failed.Select(probe =>
                $"Expected an answer from {probe.Service}; {probe.Detail} ({probe.Latency.TotalMilliseconds:F0} ms).")),
            "Nothing was changed. Start or correct the service, or go on without the check: ./build.sh --target=EnvMulti --skip-probes");
    }
}
