using System.Reflection;
using Cake.Cli;
using Cake.Common.Modules;
using Cake.Core.Configuration;
using Cake.Core.Modules;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting;

/// <summary>
/// A build: its services, its tasks (every public task class of the entry assembly and of those added) and its command line.
/// </summary>
public sealed class CakeHost
{
    private readonly ServiceCollection services = [];
    private readonly List<Assembly> assemblies = [];

    /// <summary>A host with Cake's own services and the entry assembly's tasks.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            assemblies.Add(entry);
        }

        services.AddCakeDiagnostics();
        Cake.Cli.ServiceCollectionExtensions.UseModule<CoreModule>(services);
        Cake.Cli.ServiceCollectionExtensions.UseModule<CommonModule>(services);
        services.AddSingleton<ICakeConfiguration, FrostingConfiguration>();
        services.AddSingleton<IVersionResolver, VersionResolver>();
        services.AddSingleton<FrostingContext>();
        services.AddSingleton<IFrostingContext>(provider => provider.GetRequiredService<FrostingContext>());
    }

    /// <summary>The same as the constructor, to begin a chain of calls with.</summary>
    public static CakeHost Create() => new();

    /// <summary>Adds another assembly's tasks.</summary>
    public CakeHost AddAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        assemblies.Add(assembly);
        return this;
    }

    /// <summary>Adds services; of several registrations of one service the last counts.</summary>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services(this.services);
        return this;
    }

    /// <summary>
    /// Runs what the command line asks for. 0: done; 1: it failed, or the target is unknown; 255 (-1): the command line makes no sense.
    /// </summary>
    public int Run(IEnumerable<string> args)
    {
        foreach (var task in assemblies.SelectMany(TasksOf))
        {
            services.AddSingleton(typeof(IFrostingTask), task);
        }

        var registrar = new TypeRegistrar();
        registrar.RegisterInstance(typeof(IServiceCollection), services);
        var app = new CommandApp<RunCommand>(registrar);
        app.Configure(configurator =>
        {
            configurator.AddExample();
            configurator.AddExample("--verbosity", "quiet");
            configurator.AddExample("--tree");

            // A flag of ours that is given a value (--version=1.2.3) is an argument of the build's.
            configurator.Settings.ConvertFlagsToRemainingArguments = true;
        });

        return app.Run(args);
    }

    private static IEnumerable<Type> TasksOf(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask)));
}
