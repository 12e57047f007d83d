namespace Olympian.Build.Adapters.Registries;

/// <summary>A server answers, and sends to where it is not followed. Never leaves this room.</summary>
internal sealed class RefusedRedirection(string reason) : Exception(reason);
