using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.Docker;

/// <summary>
/// Runs one Docker command. A setting's value arrives as exactly one argument; what follows the options (<c>additional</c>) is
/// written as it is, so that a blank in it splits it. An exit code other than 0 throws.
/// </summary>
public class GenericDockerRunner<TSettings> : DockerTool<TSettings>
    where TSettings : AutoToolSettings, new()
{
    /// <summary>Takes the services of the build's context.</summary>
    public GenericDockerRunner(IFileSystem fileSystem, ICakeEnvironment environment, IProcessRunner processRunner, IToolLocator tools)
        : base(fileSystem, environment, processRunner, tools)
    {
    }

    /// <summary>Runs <c>docker command options additional</c>.</summary>
    public void Run(string command, TSettings settings, string[] additional)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(additional);
        Run(settings, CommandLine.Of(command, settings, additional));
    }

    /// <summary>Runs <c>docker coreCommand coreOptions command options additional</c>.</summary>
    public void Run<TCoreSettings>(string coreCommand, TCoreSettings coreSettings, string command, TSettings settings, string[] additional)
        where TCoreSettings : AutoToolSettings, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(additional);
        Run(settings, CommandLine.Of(coreCommand, coreSettings, command, settings, additional));
    }

    /// <summary>Runs <c>docker command options arguments</c> and hands its standard output on, line by line.</summary>
    public T[] RunWithResult<T>(
        string command,
        TSettings settings,
        Func<IEnumerable<string>, T[]> processOutput,
        params string[] arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(processOutput);
        return RunWithResult(settings, CommandLine.Of(command, settings, arguments), processOutput);
    }

    /// <summary>Runs <c>docker coreCommand coreOptions command options arguments</c> and hands its standard output on.</summary>
    public T[] RunWithResult<T, TCoreSettings>(
        string coreCommand,
        TCoreSettings coreSettings,
        string command,
        TSettings settings,
        Func<IEnumerable<string>, T[]> processOutput,
        params string[] arguments)
        where TCoreSettings : AutoToolSettings, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(processOutput);
        return RunWithResult(settings, CommandLine.Of(coreCommand, coreSettings, command, settings, arguments), processOutput);
    }

    private T[] RunWithResult<T>(TSettings settings, ProcessArgumentBuilder arguments, Func<IEnumerable<string>, T[]> processOutput)
    {
        T[] result = [];
        Run(
            settings,
            arguments,
            new ProcessSettings { RedirectStandardOutput = true },
            process => result = processOutput(process.GetStandardOutput()));
        return result;
    }
}
