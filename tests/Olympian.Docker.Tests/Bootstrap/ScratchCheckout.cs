using System.Reflection;
using System.Text.Json;

namespace Olympian.Docker.Tests.Bootstrap;

/// <summary>
/// A checkout with this repository's build.sh and build settings, and with a host that only tells how it was started: so a publish
/// takes seconds, and every argument comes back as the host received it.
/// </summary>
internal sealed class ScratchCheckout : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <SelfContained>false</SelfContained>
          </PropertyGroup>
          <ItemGroup Condition="'$(CakePackages)' == 'published'">
            <PackageReference Include="Cake.Frosting" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using System.Text.Json;
        using Olympian.Build;

        if (args is ["exit", var code])
        {
            return int.Parse(code, System.Globalization.CultureInfo.InvariantCulture);
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            Arguments = args,
            Directory = Environment.CurrentDirectory,
            Root = Environment.GetEnvironmentVariable("OLYMPIAN_ROOT"),
            DotnetRoot = Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            Path = Environment.GetEnvironmentVariable("PATH"),
            Answer = Answers.First,
        }));
        return 0;
        """;

    public ScratchCheckout()
    {
        // macOS's temporary directory lies behind a link; build.sh tells the resolved path.
        Root = Directory.CreateTempSubdirectory("olympian build $x ").FullName;
        var source = RepositoryRoot();
        foreach (var name in new[] { "build.sh", "global.json", ".editorconfig", "Directory.Build.props", "Directory.Packages.props" })
        {
            File.Copy(Path.Combine(source, name), Path.Combine(Root, name));
        }

        Write("build/Olympian.Build/Olympian.Build.csproj", Project);
        Write("build/Olympian.Build/Program.cs", Program);
        Answer("one");
    }

    public string Root { get; }

    public string Script => Path.Combine(Root, "build.sh");

    /// <summary>Changes what the host says; that is an edit of one source file.</summary>
    public void Answer(string answer) => Write(
        "build/Olympian.Build/Answers.cs",
        $"namespace Olympian.Build;\n\ninternal static class Answers\n{{\n    public const string First = \"{answer}\";\n}}\n");

    public string PathOf(string relative) => Path.Combine(Root, relative);

    public void Write(string relative, string text)
    {
        var path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public Task<ScriptRun> Start(params string[] arguments) => StartIn(Root, arguments);

    public Task<ScriptRun> StartIn(string directory, params string[] arguments) =>
        ScriptRun.Of(Script, arguments, directory, Environment);

    /// <summary>The test run itself may stand in a host's environment; a start by hand does not.</summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>
    {
        ["OLYMPIAN_ROOT"] = null,
        ["CakePackages"] = "bundled",
        ["MSBuildSDKsPath"] = null,
        ["MSBUILD_EXE_PATH"] = null,
        ["DOTNET_HOST_PATH"] = null,
    };

    /// <summary>What the host told about its start.</summary>
    public static Report ReportOf(ScriptRun run) =>
        run.ExitCode == 0
            ? JsonSerializer.Deserialize<Report>(run.Output)!
            : throw new InvalidOperationException($"The start ended with {run.ExitCode}. Errors: {run.Errors}");

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(directory.FullName, "build.sh")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests do not run from inside the repository.");
        }

        return directory.FullName;
    }

    internal sealed record Report(string[] Arguments, string Directory, string Root, string DotnetRoot, string Path, string Answer);
}
