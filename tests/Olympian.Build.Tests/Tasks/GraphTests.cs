using System.Reflection;
using Cake.Core;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Build.Tasks;
using Olympian.Build.Tests.Packages;

namespace Olympian.Build.Tests.Tasks;

/// <summary>The graph, verbatim: what is changed here is changed for everybody who uses the build.</summary>
[NonParallelizable] // a host sets the process's working directory
public sealed class GraphTests
{
    private static readonly string[] Targets =
    [
        "Audit (Check, engine, reads)",
        "BackupData (Data, engine)",
        "Bench (Develop, engine, reads)",
        "BuildProd (Build, engine, source) <- GenerateBuildArgs",
        "BuildProdClean (Build, engine, source) <- GenerateBuildArgs",
        "BuildProdUltraClean (Build, engine, source) <- CleanBuildMulti, GenerateBuildArgs",
        "BuildTimes (Check)",
        "CleanBuildMulti (Clean, engine, plans)",
        "Default = Help (Develop) <- Help",
        "DestroyData (Data, engine)",
        "EnvMulti (Configure)",
        "Explain (Check)",
        "GenerateBuildArgs (Build, engine, source)",
        "Heal (Check, engine, plans)",
        "Help (Develop)",
        "Logs (Run, engine, reads)",
        "PruneImages (Clean, engine, plans)",
        "QuickDockerMulti (Deploy, engine, gathers) <- EnvMulti, BuildProdUltraClean, UpProd",
        "Releases (Run, engine, reads)",
        "Restart (Run, engine)",
        "RestoreData (Data, engine)",
        "Rollback (Run, engine, ports)",
        "Status (Run, engine, reads)",
        "Stop (Run, engine)",
        "Test (Develop, engine, reads)",
        "UltraCleanBuildMulti = BuildProdUltraClean (Build, engine) <- BuildProdUltraClean",
        "UltraCleanMulti = CleanBuildMulti (Clean, engine, plans) <- CleanBuildMulti",
        "Unlock (Run, engine, reads)",
        "UpProd (Run, engine, ports)",
        "Verify (Check, engine, reads)",
        "VerifyImages (Check, engine, reads)",
    ];

    [Test]
    public void Is_what_the_design_says() => Assert.That(TargetNames.OfThisBuild().Tasks.Select(Row), Is.EqualTo(Targets));

    [TestCase("QuickDockerMulti", "EnvMulti, CleanBuildMulti, GenerateBuildArgs, BuildProdUltraClean, UpProd, QuickDockerMulti")]
    [TestCase("BuildProdUltraClean", "CleanBuildMulti, GenerateBuildArgs, BuildProdUltraClean")]
    [TestCase("UltraCleanBuildMulti", "CleanBuildMulti, GenerateBuildArgs, BuildProdUltraClean, UltraCleanBuildMulti")]
    [TestCase("BuildProd", "GenerateBuildArgs, BuildProd")]
    [TestCase("Default", "Help, Default")]
    [TestCase("UpProd", "UpProd")]
    public void Runs_in_this_order(string target, string order) =>
        Assert.That(DryRun(target), Is.EqualTo(order.Split(", ").Select((name, index) => $"{index + 1}. {name}")));

    // With everything the build composes, so that a task whose parts cannot be put together is found here too; no engine is asked.
    private static string[] DryRun(string target)
    {
        var surroundings = new Surroundings("/checkout", "/checkout", new Dictionary<string, string>());
        var command = CommandLine.Parse(
            [$"--target={target}", "--dryrun", "--bootstrap"], OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings);
        var console = new RecordingConsole();
        var outcome = new BuildOutcome();
        using var interruption = Interruption.Listen();
        var before = Environment.CurrentDirectory;
        try
        {
            var exitCode = CakeHost.Create()
                .AddAssembly(typeof(BuildContext).Assembly)
                .UseContext<BuildContext>()
                .UseLifetime<BuildLifetime>()
                .ConfigureServices(services => Composition.Register(services, command.Options, surroundings, interruption, outcome))
                .ConfigureServices(services => services.AddSingleton<IConsole>(console))
                .Run(command.CakeArguments);

            Assert.That(exitCode, Is.Zero, console.Errors);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        return [.. console.Output.Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]))];
    }

    private static string Row(Type task)
    {
        var target = task.GetCustomAttribute<TargetAttribute>()!;
        var alias = task.GetCustomAttribute<AliasOfAttribute>() is { } of ? $" = {of.Task.Name}" : "";
        var engine = target.UsesEngine ? ", engine" : "";
        var reads = target.ReadsOnly ? ", reads" : "";
        var ports = target.PublishesPorts ? ", ports" : "";
        var plans = target.Plans ? ", plans" : "";
        var source = target.ReadsSource ? ", source" : "";
        var gathers = target.OnlyGathers ? ", gathers" : "";
        var needs = task.GetCustomAttributes<IsDependentOnAttribute>().Select(dependency => dependency.Task.Name).ToArray();
        return $"{task.Name}{alias} ({target.Stage}{engine}{reads}{source}{ports}{plans}{gathers})"
            + $"{(needs.Length == 0 ? "" : $" <- {string.Join(", ", needs)}")}";
    }
}
