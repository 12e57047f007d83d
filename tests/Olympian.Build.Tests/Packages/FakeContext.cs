using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Olympian.Build.Tests.Packages;

/// <summary>A context with a real file system, and with processes that are written down instead of started.</summary>
internal sealed class FakeContext : ICakeContext
{
    private readonly FakeProcessRunner processes = new();

    public FakeContext()
    {
        Environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        Globber = new Globber(FileSystem, Environment);
    }

    /// <summary>The one command that was run: the program's name and its arguments, quoted as they were handed over.</summary>
    public string CommandLine => processes.Started.Single();

    /// <summary>What the next process says on standard output.</summary>
    public string[] Output { set => processes.Output = value; }

    /// <summary>How the next process ends.</summary>
    public int ExitCode { set => processes.ExitCode = value; }

    public IFileSystem FileSystem { get; } = new FileSystem();

    public ICakeEnvironment Environment { get; }

    public IGlobber Globber { get; }

    public ICakeLog Log { get; } = new NullLog();

    public IProcessRunner ProcessRunner => processes;

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

    private sealed class FakeProcessRunner : IProcessRunner
    {
        public List<string> Started { get; } = [];

        public string[] Output { get; set; } = [];

        public int ExitCode { get; set; }

        public IProcess Start(FilePath filePath, ProcessSettings settings)
        {
            Started.Add($"{filePath.GetFilename()} {settings.Arguments.Render()}");
            return new FakeProcess(Output, ExitCode);
        }
    }

    private sealed class FakeProcess(string[] output, int exitCode) : IProcess
    {
        public void WaitForExit()
        {
        }

        public bool WaitForExit(int milliseconds) => true;

        public int GetExitCode() => exitCode;

        public IEnumerable<string> GetStandardError() => [];

        public IEnumerable<string> GetStandardOutput() => output;

        public void Kill() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
