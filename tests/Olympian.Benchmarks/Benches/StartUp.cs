namespace Olympian.Benchmarks.Benches;

/// <summary>How long people wait before anything happens: against an empty .NET program, and against make.</summary>
internal sealed class StartUp : IBench
{
    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
        </Project>
        """;

    public string Name => "start-up";

    public async Task<IReadOnlyList<Standing>> RunAsync(string root, Action<string> tell)
    {
        using var place = new Scratch();
        await File.WriteAllTextAsync(Path.Combine(place.Path, "hello.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(place.Path, "hello.cs"), "System.Console.WriteLine(\"hello\");\n");
        await File.WriteAllTextAsync(Path.Combine(place.Path, "Makefile"), "help:\n\t@echo 'Targets: help'\n");
        var nothing = new Dictionary<string, string?>();
        await Command.OutputAsync(place.Path, nothing, "dotnet", "build", "-c", "Release", "-o", "out", "-v", "quiet");
        var hello = Path.Combine(place.Path, "out", "hello.dll");
        var script = Path.Combine(root, "build.sh");
        await Command.OutputAsync(root, nothing, script, "--target=Help");
        var host = Directory.GetFiles(Path.Combine(root, "artifacts", "host"), "Olympian.Build", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .MaxBy(File.GetLastWriteTimeUtc)!;
        var environment = new Dictionary<string, string?> { ["OLYMPIAN_ROOT"] = root };

        var commands = new Contest(
            "start-up",
            [
                new("dotnet hello.dll", () => Command.TimeAsync(root, nothing, "dotnet", hello)),
                new("build.sh --target=Help", () => Command.TimeAsync(root, nothing, script, "--target=Help")) { GoalRatio = 3, GoalSeconds = 0.25 },
                new("the same without the script", () => Command.TimeAsync(root, environment, host, "--target=Help")),
                new("build.sh --dryrun", () => Command.TimeAsync(root, nothing, script, "--target=QuickDockerMulti", "--dryrun")),
                new("build.sh --target=Status", () => Command.TimeAsync(root, nothing, script, "--target=Status")),
                new("make help", () => Command.TimeAsync(place.Path, nothing, "make", "help")),
            ])
        { Rounds = 15 };
        return await commands.RunAsync(_ => { });
    }
}
