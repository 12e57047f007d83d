using System.Collections;
using Olympian.Build.Options;
using Olympian.Deployment;

namespace Olympian.Build.Adapters;

/// <summary>Finds the checkout this host belongs to, and reads the process's surroundings once.</summary>
internal static class Checkout
{
    // build.sh and build.ps1 say it; without them (dotnet run, an IDE) it is found above the host's own files.
    private const string RootVariable = "OLYMPIAN_ROOT";
    private const string Landmark = "Olympian.slnx";

    /// <exception cref="UsageFailure">No checkout is found.</exception>
    public static Surroundings Read()
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

        var root = environment.GetValueOrDefault(RootVariable) is { Length: > 0 } said
            ? Path.GetFullPath(said)
            : Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory);

        return root is not null && File.Exists(Path.Combine(root, Landmark))
            ? new(root, Environment.CurrentDirectory, environment)
            : throw new UsageFailure(
                "The project's checkout was not found.",
                $"Expected a directory with {Landmark}, named by {RootVariable} or above {AppContext.BaseDirectory}.",
                "Start the build by the checkout's own script: ./build.sh --target=Help");
    }

    private static string? Above(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Landmark)))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
