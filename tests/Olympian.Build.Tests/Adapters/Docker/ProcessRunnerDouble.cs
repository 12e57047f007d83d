using Cake.Core.IO;

namespace Olympian.Build.Tests.Adapters.Docker;

/// <summary>Takes down what is started, and prints and writes what a docker would.</summary>
internal sealed class ProcessRunnerDouble : IProcessRunner
{
    /// <summary>The one command line, as it was handed over.</summary>
    public string CommandLine { get; private set; } = "";

    /// <summary>The variables it was given.</summary>
    public IDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();

    /// <summary>What it prints, half of it as errors.</summary>
    public string[] Prints { get; set; } = [];

    /// <summary>All that it prints comes by standard error, as compose's progress does.</summary>
    public bool PrintsErrorsOnly { get; set; }

    /// <summary>How it ends.</summary>
    public int ExitCode { get; set; }

    /// <summary>What it writes into the file named by <c>--metadata-file</c>; null: it writes none.</summary>
    public string? Metadata { get; set; } = """{"containerimage.config.digest": "sha256:made"}""";

    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        CommandLine = $"{filePath.GetFilename()} {settings.Arguments.Render()}";
        Variables = settings.EnvironmentVariables ?? new Dictionary<string, string>();
        for (var i = 0; i < Prints.Length; i++)
        {
            (PrintsErrorsOnly || i % 2 == 0 ? settings.RedirectedStandardErrorHandler : settings.RedirectedStandardOutputHandler)(Prints[i]);
        }

        // As Cake's process does at the end of a stream.
        settings.RedirectedStandardErrorHandler?.Invoke(null!);
        settings.RedirectedStandardOutputHandler?.Invoke(null!);

        var arguments = ArgumentLine.Split(CommandLine).ToList();
        if (ExitCode == 0 && Metadata is not null && arguments.Contains("--metadata-file"))
        {
            File.WriteAllText(arguments[arguments.IndexOf("--metadata-file") + 1], Metadata);
        }

        return new ProcessDouble(ExitCode);
    }
}
