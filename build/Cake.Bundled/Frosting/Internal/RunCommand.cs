using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>Does what the command line asks for: run, dry-run, show the tree, the descriptions, the version.</summary>
internal sealed class RunCommand(IServiceCollection services) : Command<RunSettings>
{
    public override int Execute(CommandContext context, RunSettings settings, CancellationToken cancellationToken)
    {
        services.AddSingleton<ICakeArguments>(context.Remaining.ToCakeArguments(settings.NoReport, settings.Targets));
        services.AddSingleton(context.Remaining);
        var provider = services.BuildServiceProvider();

        try
        {
            if (settings.Version)
            {
                new VersionFeature(provider.GetRequiredService<IVersionResolver>()).Run(provider.GetRequiredService<IConsole>());
            }
            else if (settings.Info)
            {
                new InfoFeature(provider.GetRequiredService<IVersionResolver>()).Run(provider.GetRequiredService<IConsole>());
            }
            else
            {
                Run(provider, settings);
            }

            return 0;
        }
#pragma warning disable CA1031 // The outermost frame: whatever a build throws becomes one message and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return provider.GetRequiredService<ICakeLog>().LogException(exception);
        }
    }

    private static void Run(ServiceProvider provider, RunSettings settings)
    {
        // Twice: first so that a wrong working directory is reported as asked, then with the cake.config found in it.
        var log = provider.GetRequiredService<ICakeLog>();
        log.Verbosity = settings.Verbosity ?? Verbosity.Normal;
        EnterWorkingDirectory(provider, settings);
        log.Verbosity = provider.GetRequiredService<ICakeConfiguration>().GetVerbosity(settings.Verbosity);

        var host = CreateScriptHost(provider, settings);
        ActivatorUtilities.CreateInstance<Graph>(provider).Register();
        if (settings.Exclusive)
        {
            host.Settings.UseExclusiveTarget();
        }

        host.RunTargetsAsync(settings.Targets).GetAwaiter().GetResult();
    }

    private static void EnterWorkingDirectory(ServiceProvider provider, RunSettings settings)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var directory = settings.WorkingDirectory ?? provider.GetService<WorkingDirectory>()?.Path;
        directory = directory?.MakeAbsolute(environment) ?? environment.WorkingDirectory;
        if (!provider.GetRequiredService<IFileSystem>().Exist(directory))
        {
            throw new FrostingException($"The working directory '{directory.FullPath}' does not exist.");
        }

        environment.WorkingDirectory = directory;
    }

    private static ScriptHost CreateScriptHost(ServiceProvider provider, RunSettings settings) => settings switch
    {
        { DryRun: true } => ActivatorUtilities.CreateInstance<DryRunScriptHost<IFrostingContext>>(provider),
        { Tree: true } => ActivatorUtilities.CreateInstance<TreeScriptHost>(provider),
        { Description: true } => ActivatorUtilities.CreateInstance<DescriptionScriptHost>(provider),
        _ => ActivatorUtilities.CreateInstance<BuildScriptHost<IFrostingContext>>(provider),
    };
}
