using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.Docker;

/// <summary>Finds the Docker client: first among the build's tools, then in PATH, on Windows at last in Docker Toolbox.</summary>
public abstract class DockerTool<TSettings> : Tool<TSettings>
    where TSettings : ToolSettings
{
    private readonly IFileSystem fileSystem;
    private readonly ICakeEnvironment environment;

    /// <summary>Takes the services of the build's context.</summary>
    protected DockerTool(IFileSystem fileSystem, ICakeEnvironment environment, IProcessRunner processRunner, IToolLocator tools)
        : base(fileSystem, environment, processRunner, tools)
    {
        this.fileSystem = fileSystem;
        this.environment = environment;
    }

    /// <summary>For messages.</summary>
    protected override string GetToolName() => "Docker";

    /// <summary>The client of Linux goes before that of Windows: under WSL both are in PATH.</summary>
    protected override IEnumerable<string> GetToolExecutableNames() => ["docker", "docker.exe"];

    /// <summary>Where Docker Toolbox keeps the client, which puts it into no PATH.</summary>
    protected override IEnumerable<FilePath> GetAlternativeToolPaths(TSettings settings)
    {
        if (environment.Platform.Family != PlatformFamily.Windows)
        {
            return [];
        }

        var toolbox = environment.GetSpecialPath(SpecialPath.ProgramFiles).Combine("Docker Toolbox").CombineWithFilePath("docker.exe");
        return fileSystem.Exist(toolbox) ? [toolbox] : [];
    }
}
