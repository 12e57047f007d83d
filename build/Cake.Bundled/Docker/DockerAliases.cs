using Cake.Core;

namespace Cake.Docker;

/// <summary>
/// Docker's commands as methods of the context. An exit code other than 0 throws; nothing but <see cref="DockerBuild(ICakeContext,string)"/>
/// quotes what is not an option's value.
/// </summary>
public static partial class DockerAliases
{
    /// <summary>Runs any command: the text up to the first blank is the command, the rest follows it as it is.</summary>
    public static IEnumerable<string> DockerCustomCommand(this ICakeContext context, string command) =>
        DockerCustomCommand(context, new DockerCustomCommandSettings(), command);

    /// <summary>Runs any command: the text up to the first blank is the command, the rest follows it as it is.</summary>
    public static IEnumerable<string> DockerCustomCommand(this ICakeContext context, DockerCustomCommandSettings settings, string command)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        var blank = command.IndexOf(' ', StringComparison.Ordinal);
        var (name, rest) = blank < 0 ? (command, string.Empty) : (command[..blank], command[blank..]);
        return Runner<DockerCustomCommandSettings>(context).RunWithResult(name, settings, Lines, rest);
    }

    private static GenericDockerRunner<TSettings> Runner<TSettings>(ICakeContext context)
        where TSettings : AutoToolSettings, new()
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(context.FileSystem, context.Environment, context.ProcessRunner, context.Tools);
    }

    private static string[] Lines(IEnumerable<string> output) => [.. output];

    private static void EnsureNotEmpty(string[] names)
    {
        if (names is null or [])
        {
            throw new ArgumentNullException(nameof(names));
        }
    }
}
