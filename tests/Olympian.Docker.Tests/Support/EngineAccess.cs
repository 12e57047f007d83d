using Olympian.Build.Adapters.Docker;

namespace Olympian.Docker.Tests.Support;

/// <summary>How tests reach an engine, its published ports, and run the build host against it.</summary>
internal sealed record EngineAccess
{
    /// <summary>What an error tells people to type.</summary>
    public const string BootstrapCommand = "./build.sh --target=Test --bootstrap";

    /// <summary>The engine that the user's own docker command talks to.</summary>
    public static EngineAccess OfThisMachine { get; } = new()
    {
        Docker = new("docker", BootstrapCommand),
        CreateHttpHandler = () => new SocketsHttpHandler { UseProxy = false },
    };

    /// <summary>Its docker command.</summary>
    public required DockerCli Docker { get; init; }

    /// <summary>What stands before a command that is to run where the engine's published ports are.</summary>
    public IReadOnlyList<string> Enter { get; init; } = [];

    /// <summary>What points a docker command at it.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Makes connections to where its published ports are.</summary>
    public required Func<HttpMessageHandler> CreateHttpHandler { get; init; }

    /// <summary>It goes as a whole: what a test made on it need not be removed first, and may be too damaged to be.</summary>
    public bool GoesWithTheTest { get; init; }
}
