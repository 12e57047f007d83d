using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Olympian.Build.Tests.Adapters.Docker;

/// <summary>A context whose docker is a double.</summary>
internal sealed class ContextDouble(IProcessRunner processes, ICakeLog log) : ICakeContext
{
    public IFileSystem FileSystem { get; } = new FileSystem();

    public ICakeEnvironment Environment { get; } = new CakeEnvironment(new CakePlatform(), new CakeRuntime());

    public IGlobber Globber => throw new NotSupportedException();

    public ICakeLog Log { get; } = log;

    public IProcessRunner ProcessRunner { get; } = processes;

    public IToolLocator Tools { get; } = new DockerInPath();

    public ICakeArguments Arguments => throw new NotSupportedException();

    public IRegistry Registry => throw new NotSupportedException();

    public ICakeDataResolver Data => throw new NotSupportedException();

    public ICakeConfiguration Configuration => throw new NotSupportedException();

    private sealed class DockerInPath : IToolLocator
    {
        public void RegisterFile(FilePath path) => throw new NotSupportedException();

        public FilePath Resolve(string tool) => "/usr/bin/docker";

        public FilePath Resolve(IEnumerable<string> toolExeNames) => "/usr/bin/docker";
    }
}
