using Cake.Core;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Olympian.Build.Tests.Packages;

/// <summary>What a build relies on of Cake.Frosting 7: order, exit codes, command line. Exit codes were measured on the published one.</summary>
[NonParallelizable] // a host sets the process's working directory, and what refuses a command line writes to the console
public sealed class CakeHostTests
{
    private TrialTasks.Journal journal = new();
    private RecordingConsole console = new();
    private StringWriter screen = new();

    [SetUp]
    public void Begin()
    {
        journal = new();
        console = new();
        screen = new();
    }

    [TearDown]
    public void End() => screen.Dispose();

    private int Run(params string[] arguments) => Host().Run(arguments);

    private CakeHost Host()
    {
        var ansi = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(screen) });
        return CakeHost.Create()
            .AddAssembly(typeof(TrialTasks).Assembly)
            .UseContext<TrialTasks.Context>()
            .ConfigureServices(services => services
                .AddSingleton(journal)
                .AddSingleton<IConsole>(console)
                .AddSingleton(ansi));
    }

    [Test]
    public void Runs_dependencies_first_and_each_once()
    {
        Assert.That(Run("--target=Trial-Last"), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[] { "first", "uninvited", "second", "last" }));
    }

    [Test]
    public void Finds_a_target_whatever_its_case()
    {
        Assert.That(Run("--target", "trialfirst"), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public void Runs_several_targets_in_the_order_given()
    {
        Assert.That(Run("-t", "TrialArguments", "--target=TrialFirst"), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[] { "target=TrialArguments|TrialFirst", "first" }));
    }

    [Test]
    public void Runs_the_target_alone_when_it_is_exclusive()
    {
        Assert.That(Run("--target=TrialSecond", "--exclusive"), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public void Surrounds_the_run_and_every_task_with_its_lifetimes()
    {
        var host = Host().UseLifetime<TrialTasks.Lifetime>().UseTaskLifetime<TrialTasks.TaskLifetime>();

        Assert.That(host.Run(["--target=TrialFirst"]), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[]
        {
            "setup for TrialFirst", "before TrialFirst", "first", "after TrialFirst", "teardown, well",
        }));
    }

    [Test]
    public void Fails_with_1_whatever_code_the_exception_carries()
    {
        Assert.That(Host().UseLifetime<TrialTasks.Lifetime>().Run(["--target=TrialFailing"]), Is.EqualTo(1));
        Assert.That(journal.Lines, Is.EqualTo(new[] { "setup for TrialFailing", "finally", "teardown, failed" }));
        Assert.That(console.Errors, Does.Contain("Error: it broke"));
    }

    [TestCase("TrialForgiving")]
    [TestCase("TrialCareless")]
    public void Succeeds_when_a_failure_is_handled_or_ignored(string target) =>
        Assert.That(Run($"--target={target}"), Is.Zero);

    [Test]
    public void Fails_when_the_target_itself_is_skipped() =>
        Assert.That(Run("--target=TrialDone"), Is.EqualTo(1));

    [Test]
    public void Runs_what_depends_on_a_skipped_task()
    {
        Assert.That(Run("--target=TrialAfterDone"), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[] { "after done" }));
    }

    [TestCase("TrialHidden", TestName = "Refuses a task class that is not public")]
    [TestCase("Nope", TestName = "Refuses a target that does not exist")]
    public void Refuses(string target)
    {
        Assert.That(Run($"--target={target}"), Is.EqualTo(1));
        Assert.That(console.Errors, Does.Contain($"Error: The target '{target}' was not found."));
    }

    [Test]
    public void Refuses_a_cycle()
    {
        var host = Host().ConfigureServices(services => services
            .AddSingleton<IFrostingTask, TrialTasks.TrialCycle>()
            .AddSingleton<IFrostingTask, TrialTasks.TrialAfterCycle>());

        Assert.That(host.Run(["--target=TrialFirst"]), Is.EqualTo(1));
        Assert.That(console.Errors, Does.Contain("cannot depend on each other"));
    }

    [Test]
    public void Only_warns_of_a_task_with_another_context()
    {
        Assert.That(Run("--target=TrialFirst"), Is.Zero);
        Assert.That(console.Output + console.Errors, Does.Contain("Task cannot be used since the context isn't convertible to"));
    }

    [Test]
    public void Hands_unknown_options_on_as_arguments()
    {
        Assert.That(Run("--target=TrialArguments", "--one=1", "--two", "2", "--three", "--one=again", "--version=1.2"), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[] { "one=1|again", "target=TrialArguments", "three=", "two=2", "version=1.2" }));
    }

    [Test]
    public void Runs_nothing_but_the_lifetime_in_a_dry_run()
    {
        Assert.That(Host().UseLifetime<TrialTasks.Lifetime>().Run(["--target=Trial-Last", "--dryrun"]), Is.Zero);
        Assert.That(journal.Lines, Is.EqualTo(new[] { "setup for Trial-Last", "teardown, well" }));
        Assert.That(console.Output, Does.Match("1\\. TrialFirst\n2\\. TrialUninvited\n3\\. TrialSecond\n4\\. Trial-Last\n"));
    }

    [Test]
    public void Shows_the_tree_without_running_anything()
    {
        Assert.That(Run("--tree"), Is.Zero);
        Assert.That(console.Output, Does.Contain("Trial-Last\n"));
        Assert.That(journal.Lines, Is.Empty);
    }

    [Test]
    public void Shows_the_descriptions_without_running_anything()
    {
        Assert.That(Run("--description"), Is.Zero);
        Assert.That(screen.ToString(), Does.Contain("The first of all"));
        Assert.That(journal.Lines, Is.Empty);
    }

    [Test]
    public void Reports_every_task_with_its_outcome()
    {
        Assert.That(Run("--target=TrialAfterDone"), Is.Zero);
        Assert.That(screen.ToString(), Does.Match("TrialDone +- +Skipped").And.Match("TrialAfterDone +00:00:0.* +Succeeded"));
    }

    [Test]
    public void Prints_no_report_when_asked_for_none()
    {
        Assert.That(Run("--target=TrialFirst", "--no-report"), Is.Zero);
        Assert.That(screen.ToString(), Does.Not.Contain("Succeeded"));
    }

    [TestCase("--verbosity=loud")]
    [TestCase("stray")]
    public void Returns_minus_1_for_a_command_line_that_makes_no_sense(string argument) =>
        Assert.That(Run(argument), Is.EqualTo(-1)); // which a shell sees as 255

    [Test]
    public void Fails_when_the_working_directory_is_not_there()
    {
        Assert.That(Run("--target=TrialFirst", "--working=/not/there"), Is.EqualTo(1));
        Assert.That(console.Errors, Does.Contain("The working directory '/not/there' does not exist."));
    }
}
