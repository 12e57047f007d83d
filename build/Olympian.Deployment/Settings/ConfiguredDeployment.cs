using Olympian.Deployment.Settings.Probes;

namespace Olympian.Deployment.Settings;

/// <summary>What EnvMulti decided, saw and wrote.</summary>
/// <param name="Settings">The settings now in force; <see cref="DeploymentSettings.Notices"/> are for the console.</param>
/// <param name="Probes">One result for each service that was asked; empty with <c>--skip-probes</c>.</param>
/// <param name="Summary">The rows of the console table.</param>
/// <param name="IsWritten">False when <c>.env</c> said all of it already and was left alone.</param>
public sealed record ConfiguredDeployment(
    DeploymentSettings Settings,
    IReadOnlyList<ProbeResult> Probes,
    IReadOnlyList<SettingsSummary> Summary,
    bool IsWritten);
