using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Probes;

/// <summary>The hosts to ask, and options that DNS gave.</summary>
internal sealed record MongoSeeds(IReadOnlyList<HostEndpoint> Hosts, Dictionary<string, string> Options);
