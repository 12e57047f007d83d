using System.Text;
using Olympian.Build.Adapters.Files;
using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary><c>.env.build</c> on this machine's disk.</summary>
public sealed class BuildArgumentsFile(string path) : IBuildArgumentsFile
{
    /// <inheritdoc/>
    public BuildArguments Read()
    {
        try
        {
            return BuildArguments.Parse(File.ReadAllText(path), path);
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            throw new ExpectedFailure(
                $"There are no build arguments in '{path}'.",
                refusal.Message,
                "Write them: ./build.sh --target=GenerateBuildArgs",
                refusal);
        }
    }

    /// <inheritdoc/>
    public void Write(BuildArguments arguments)
    {
        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(arguments.ToText()));
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            throw new ExpectedFailure(
                $"'{path}' could not be written.",
                refusal.Message,
                $"Look at its directory: ls -ld '{Path.GetDirectoryName(Path.GetFullPath(path))}'; df -h",
                refusal);
        }
    }
}
