using Olympian.Deployment.Images;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Compose;

/// <summary>The settings in force, and the project compose makes of them.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Environment">What every compose process of this deployment is given, secrets included; never logged.</param>
/// <param name="Project">The project as compose resolved it.</param>
public sealed record Deployment(
    DeploymentSettings Settings, IReadOnlyDictionary<string, string> Environment, ComposeProject Project);
