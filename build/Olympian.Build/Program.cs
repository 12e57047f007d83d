using Cake.Frosting;
using Olympian.Build;
using Olympian.Build.Adapters;
using Olympian.Build.Console;
using Olympian.Build.Options;
using Olympian.Deployment;

// Exit codes: 0 done; 1 the work failed; 2 wrong use or settings, nothing was touched; 130 interrupted.
const int Done = 0, Failed = 1, Interrupted = 130;

using var interruption = Interruption.Listen();
Terminal.OutliveClosing(() => interruption.Happened);
Terminal.KeepSecretsOff();
var outcome = new BuildOutcome();
CommandLine command;
Surroundings surroundings;

try
{
    surroundings = Checkout.Read();
    command = CommandLine.Parse(args, OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings);
}
catch (ExpectedFailure refusal)
{
    Terminal.WriteErrorLine($"Error: {refusal.Message}");
    return refusal.ExitCode;
}

// Nothing of Cake is needed to read the help, and half the start-up time is saved.
if (command.IsHelpAlone)
{
    Terminal.WriteLine(HelpText.Of(TargetNames.OfThisBuild()));
    return Done;
}

Terminal.KeepColoursToTerminals();
var exitCode = CakeHost.Create()
    .UseContext<BuildContext>()
    .UseLifetime<BuildLifetime>()
    .UseTaskLifetime<TargetClock>()
    .UseWorkingDirectory(surroundings.Root)
    .ConfigureServices(services => Composition.Register(services, command.Options, surroundings, interruption, outcome))
    .Run(command.CakeArguments);

if (interruption.Reason is { } reason)
{
    // Cake saw no more than that the run was cancelled.
    Terminal.WriteErrorLine(string.Join('\n', new[] { $"Error: {reason.Message}", outcome.LeftRunning }.OfType<string>()));
    return reason.ExitCode;
}

if (interruption.Happened)
{
    Terminal.WriteErrorLine(outcome.LeftRunning is { } left
        ? $"Interrupted. {left} The same command starts over."
        : "Interrupted. Nothing that runs was changed.");
    return Interrupted;
}

if (outcome.Failure is { } failure && !Failures.AreExpected(failure))
{
    // Cake printed the message; what nobody expected is shown whole, for whoever mends it.
    Terminal.WriteErrorLine(failure.ToString());
}

if (outcome.ClosingLine is not null)
{
    Terminal.WriteLine(outcome.ClosingLine);
}

return exitCode == Done ? Done : outcome.Failure is null ? Failed : Failures.ExitCodeOf(outcome.Failure);
