using Olympian.Build.Options;
using Olympian.Deployment;

namespace Olympian.Build.Tests.Options;

public sealed class CommandLineTests
{
    private static readonly Surroundings Here = new("/checkout", "/home/me/project", new Dictionary<string, string>());

    private static TestCaseData[] Paths =>
    [
        Path("--file=build.log", options => options.LogFile!, "/home/me/project/build.log"),
        Path("--file=-", options => options.LogFile!, "-"),
        Path("--env-file=prod.env", options => options.EnvFile, "/home/me/project/prod.env"),
        Path("--env-file=../prod.env", options => options.EnvFile, "/home/me/prod.env"),
        Path("--env-file=/etc/olympian.env", options => options.EnvFile, "/etc/olympian.env"),
        Path("--compose-file=my stack.yml", options => options.ComposeFiles.Single(), "/home/me/project/my stack.yml"),
        Path("--yes", options => options.EnvFile, "/checkout/.env"),
        Path("--yes", options => options.ComposeFiles.Single(), "/checkout/docker/compose.yml"),
    ];

    private static TestCaseData[] Flags =>
    [
        Flag("dryrun", options => options.DryRun),
        Flag("bootstrap", options => options.Bootstrap),
        Flag("skip-probes", options => options.SkipProbes),
        Flag("non-interactive", options => options.NonInteractive),
        Flag("yes", options => options.Yes),
        Flag("plan", options => options.Plan),
        Flag("all-build-cache", options => options.AllBuildCache),
        Flag("clean-download-cache", options => options.CleanDownloadCache),
        Flag("follow", options => options.Follow),
    ];

    private static CommandLine Parse(params string[] arguments) => Parse(Here, arguments);

    private static CommandLine Parse(Surroundings surroundings, params string[] arguments) =>
        CommandLine.Parse(arguments, OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings);

    private static UsageFailure Refusal(params string[] arguments) => Assert.Throws<UsageFailure>(() => Parse(arguments))!;

    private static Surroundings With(string variable, string value) =>
        Here with { Environment = new Dictionary<string, string> { [variable] = value } };

    [Test]
    public void Shows_help_when_nothing_is_asked_for() =>
        Assert.Multiple(() =>
        {
            Assert.That(Parse().IsHelpAlone);
            Assert.That(Parse().Options.Targets, Is.EqualTo(new[] { "Help" }));
        });

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("-?")]
    public void Shows_help_instead_of_a_target(string help) =>
        Assert.That(Parse("--target=QuickDockerMulti", help).CakeArguments, Is.EqualTo(new[] { "--target=Help" }));

    [TestCase("--target=QuickDockerMulti")]
    [TestCase("--target=quick-docker-multi")]
    [TestCase("--TARGET=QUICKDOCKERMULTI")]
    [TestCase("-t=quickDockerMulti")]
    public void Takes_a_target_in_any_spelling(string argument) =>
        Assert.That(Parse(argument).CakeArguments, Is.EqualTo(new[] { "--target=QuickDockerMulti" }));

    [TestCase("--target")]
    [TestCase("-t")]
    public void Takes_a_value_as_the_next_argument(string option) =>
        Assert.That(Parse(option, "up-prod").Options.Targets, Is.EqualTo(new[] { "UpProd" }));

    [Test]
    public void Waits_for_no_other_run_unless_it_is_told_to() => Assert.That(Parse("--target=UpProd").Options.LockWait, Is.EqualTo(TimeSpan.Zero));

    [Test]
    public void Waits_for_another_run_as_long_as_it_is_told_to() =>
        Assert.That(Parse("--target=UpProd", "--lock-wait=10m").Options.LockWait, Is.EqualTo(TimeSpan.FromMinutes(10)));

    [Test]
    public void Takes_what_others_are_told_of_the_run_as_it_is() =>
        Assert.That(Parse("--target=UpProd", "--lock-message=$(hot) -fix=1").Options.LockMessage, Is.EqualTo("$(hot) -fix=1"));

    [Test]
    public void Refuses_a_message_that_is_no_line() =>
        Assert.That(Refusal("--target=UpProd", $"--lock-message={new string('x', 501)}").Message, Does.Contain("at most 500 characters, found 501"));

    [Test]
    public void Takes_several_targets_in_their_order() =>
        Assert.That(
            Parse("--target=stop", "--target", "PruneImages").CakeArguments,
            Is.EqualTo(new[] { "--target=Stop", "--target=PruneImages" }));

    [TestCase("QuikDockerMulti", "QuickDockerMulti")]
    [TestCase("clean-buld-multi", "CleanBuildMulti")]
    [TestCase("statsu", "Status")]
    public void Names_the_nearest_target(string typed, string nearest) =>
        Assert.That(Refusal($"--target={typed}").WhatFailed, Is.EqualTo($"The target '{typed}' was not found. Did you mean '{nearest}'?"));

    [Test]
    public void Makes_no_wild_guess_at_a_target() =>
        Assert.That(Refusal("--target=zzzzzzzzzz").WhatFailed, Is.EqualTo("The target 'zzzzzzzzzz' was not found."));

    [TestCase("--olama-host=x", "Unknown option '--olama-host'. Did you mean '--ollama-host'?")]
    [TestCase("--bootstap", "Unknown option '--bootstap'. Did you mean '--bootstrap'?")]
    [TestCase("--dry-run", "Unknown option '--dry-run'. Did you mean '--dryrun'?")]
    [TestCase("--wibble-wobble-wubble", "Unknown option '--wibble-wobble-wubble'.")]
    [TestCase("--mongodb-password=x", "Unknown option '--mongodb-password'. Did you mean '--mongodb-password-file'?")]
    public void Refuses_an_unknown_option(string argument, string message) =>
        Assert.That(Refusal(argument).WhatFailed, Is.EqualTo(message));

    [Test]
    public void Never_repeats_the_value_of_an_option_it_does_not_know() =>
        Assert.That(Refusal("--mongodb-pasword-file=hunter2").Message, Does.Not.Contain("hunter2"));

    [TestCase("UpProd")]
    [TestCase("-x")]
    [TestCase("--")]
    [TestCase("-")]
    [TestCase("")]
    [TestCase("*")]
    public void Refuses_what_is_no_option(string argument) =>
        Assert.That(Refusal(argument).WhatFailed, Is.EqualTo($"'{argument}' is neither an option nor the value of one."));

    [Test]
    public void Refuses_a_word_after_a_flag() =>
        Assert.That(Refusal("--bootstrap", "UpProd").WhatFailed, Is.EqualTo("'UpProd' is neither an option nor the value of one."));

    [Test]
    public void Refuses_a_value_that_is_missing_at_the_end() =>
        Assert.That(Refusal("--target").WhatFailed, Is.EqualTo("Option '--target' needs a value."));

    [Test]
    public void Takes_no_option_for_the_value_of_another() =>
        Assert.That(Refusal("--ollama-host", "--yes").WhatFailed, Is.EqualTo("Option '--ollama-host' needs a value."));

    [Test]
    public void Takes_a_value_that_begins_with_one_dash() =>
        Assert.That(Parse("--filter", "-x").Options.TestFilter, Is.EqualTo("-x"));

    [TestCase("--env-file=")]
    [TestCase("--compose-file=")]
    [TestCase("--service=")]
    public void Refuses_an_empty_name(string argument) =>
        Assert.That(Refusal(argument).WhatFailed, Is.EqualTo($"Option '{argument[..^1]}' needs a value."));

    [TestCase("--env-file=a", "--env-file=b")]
    [TestCase("--yes", "--YES")]
    [TestCase("-v=quiet", "--verbosity=diagnostic")]
    [TestCase("--app-port=1", "--app-port=1")]
    public void Refuses_an_option_given_twice(string first, string second) =>
        Assert.That(Refusal(first, second).WhatFailed, Does.EndWith("is given twice."));

    [TestCaseSource(nameof(Flags))]
    public void Reads_the_flag(string name, Func<RunOptions, bool> read) =>
        Assert.Multiple(() =>
        {
            Assert.That(read(Parse("--target=PruneImages").Options), Is.False, "by default");
            Assert.That(read(Parse("--target=PruneImages", $"--{name}").Options), Is.True, "given");
            Assert.That(read(Parse("--target=PruneImages", $"--{name}=true").Options), Is.True, "=true");
            Assert.That(read(Parse("--target=PruneImages", $"--{name.ToUpperInvariant()}=True").Options), Is.True, "in capitals");
            Assert.That(read(Parse("--target=PruneImages", $"--{name}=false").Options), Is.False, "=false");
            Assert.That(Refusal($"--{name}=yes").ExpectedAndActual, Is.EqualTo("Expected true or false after '=', found 'yes'."));
            Assert.That(Refusal($"--{name}=").ExpectedAndActual, Is.EqualTo("Expected true or false after '=', found ''."));
        });

    [TestCase("clean-build-multi")]
    [TestCase("UltraCleanMulti")]
    [TestCase("PruneImages")]
    public void Plans_what_removes_things(string target) => Assert.That(Parse($"--target={target}", "--plan").Options.Plan);

    [TestCase("QuickDockerMulti")]
    [TestCase("BuildProdUltraClean")]
    [TestCase("Stop")]
    [TestCase("Help")]
    public void Refuses_to_plan_what_has_no_plan(string target) =>
        Assert.That(
            Refusal("--target=PruneImages", $"--target={target}", "--plan").WhatFailed, Is.EqualTo($"Target '{target}' has no --plan."));

    [Test]
    public void Heals_offline()
    {
        var options = Parse("--target=Heal", "--offline", "--plan", "--data-root=data", "--with-strangers").Options;

        Assert.That(
            (options.Offline, options.Plan, options.DataRoot, options.WithStrangers),
            Is.EqualTo((true, true, "/home/me/project/data", true)));
    }

    [TestCase("--offline", "--target=Heal", "--target=UpProd", "Target 'UpProd' does not work on a stopped engine.")]
    [TestCase("--offline", "--target=QuickDockerMulti", "--yes", "Target 'QuickDockerMulti' does not work on a stopped engine.")]
    [TestCase("--data-root=/data", "--target=Heal", "--yes", "Option '--data-root' has no meaning here.")]
    [TestCase("--with-strangers", "--target=Heal", "--yes", "Option '--with-strangers' has no meaning here.")]
    public void Refuses_what_only_a_stopped_engine_gives_a_meaning(string first, string second, string third, string refusal) =>
        Assert.That(Refusal(first, second, third).WhatFailed, Is.EqualTo(refusal));

    [TestCaseSource(nameof(Paths))]
    public void Resolves_paths_where_the_user_stood(string argument, Func<RunOptions, string> read, string expected) =>
        Assert.That(read(Parse(argument).Options), Is.EqualTo(expected));

    [Test]
    public void Keeps_the_order_of_compose_files() =>
        Assert.That(
            Parse("--compose-file=a.yml", "--compose-file=b.yml").Options.ComposeFiles,
            Is.EqualTo(new[] { "/home/me/project/a.yml", "/home/me/project/b.yml" }));

    [Test]
    public void Takes_compose_files_from_composes_own_variable() =>
        Assert.That(
            Parse(With("COMPOSE_FILE", $"a.yml{System.IO.Path.PathSeparator}/etc/b.yml")).Options.ComposeFiles,
            Is.EqualTo(new[] { "/home/me/project/a.yml", "/etc/b.yml" }));

    [Test]
    public void Passes_over_a_variable_set_to_nothing() =>
        Assert.That(Parse(With("COMPOSE_FILE", "")).Options.ComposeFiles, Is.EqualTo(new[] { "/checkout/docker/compose.yml" }));

    [Test]
    public void Prefers_the_option_to_the_variable() =>
        Assert.That(
            Parse(With("COMPOSE_FILE", "a.yml"), "--compose-file=b.yml").Options.ComposeFiles,
            Is.EqualTo(new[] { "/home/me/project/b.yml" }));

    [TestCase("--build-timeout=90s", 90)]
    [TestCase("--build-timeout=1h", 3600)]
    [TestCase("--yes", 1800)]
    public void Reads_the_limit_of_a_build(string argument, int seconds) =>
        Assert.That(Parse(argument).Options.BuildTimeout, Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("--wait-timeout=5m", 300)]
    [TestCase("--yes", 120)]
    public void Reads_the_limit_of_a_start(string argument, int seconds) =>
        Assert.That(Parse(argument).Options.WaitTimeout, Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("soon")]
    [TestCase("0")]
    [TestCase("25h")]
    [TestCase("NaNs")]
    [TestCase("")]
    public void Refuses_a_limit_that_is_none(string value) =>
        Assert.That(
            Refusal($"--wait-timeout={value}").Message,
            Does.StartWith($"Option '--wait-timeout' is not a length of time.\n"
                + $"Expected one such as 90s, 30m or 1h, at most 24h; found '{value}'."));

    [TestCase("--tail=all", null)]
    [TestCase("--tail=ALL", null)]
    [TestCase("--tail=0", 0)]
    [TestCase("--tail=500", 500)]
    [TestCase("--yes", 100)]
    public void Reads_how_many_log_lines(string argument, int? lines) => Assert.That(Parse(argument).Options.Tail, Is.EqualTo(lines));

    [TestCase("--keep=0", 0)]
    [TestCase("--keep=12", 12)]
    [TestCase("--yes", 3)]
    public void Reads_how_many_releases_stay(string argument, int releases) =>
        Assert.That(Parse(argument).Options.Keep, Is.EqualTo(releases));

    [TestCase("--keep=-1")]
    [TestCase("--keep=three")]
    [TestCase("--keep=1.5")]
    [TestCase("--keep=99999999999")]
    [TestCase("--tail= 7")]
    [TestCase("--tail=")]
    public void Refuses_a_number_that_is_none(string argument) =>
        Assert.That(Refusal(argument).WhatFailed, Does.EndWith("is not a number."));

    [Test]
    public void Says_that_a_tail_may_be_all() =>
        Assert.That(Refusal("--tail=any").ExpectedAndActual, Is.EqualTo("Expected a whole number of at least 0 or 'all', found 'any'."));

    [TestCase("-v=q", "--verbosity=Quiet")]
    [TestCase("--verbosity=minimal", "--verbosity=Minimal")]
    [TestCase("--verbosity=N", "--verbosity=Normal")]
    [TestCase("--verbosity=VERBOSE", "--verbosity=Verbose")]
    [TestCase("--verbosity=d", "--verbosity=Diagnostic")]
    public void Takes_cakes_spellings_of_verbosity(string argument, string handedOn) =>
        Assert.That(Parse(argument).CakeArguments, Is.EqualTo(new[] { "--target=Help", handedOn }));

    [Test]
    public void Refuses_another_verbosity() =>
        Assert.That(
            Refusal("--verbosity=verbos").WhatFailed, Is.EqualTo("Option '--verbosity' does not take 'verbos'. Did you mean 'Verbose'?"));

    [TestCase("exclusive")]
    [TestCase("dryrun")]
    [TestCase("tree")]
    [TestCase("description")]
    [TestCase("version")]
    [TestCase("info")]
    public void Hands_cakes_own_flags_on(string flag) =>
        Assert.Multiple(() =>
        {
            Assert.That(Parse("--target=UpProd", $"--{flag}").CakeArguments, Is.EqualTo(new[] { "--target=UpProd", $"--{flag}" }));
            Assert.That(Parse("--target=UpProd", $"--{flag}=false").CakeArguments, Is.EqualTo(new[] { "--target=UpProd" }));
            Assert.That(Parse($"--{flag}").IsHelpAlone, Is.False);
        });

    [Test]
    public void Hands_cake_none_of_the_builds_own_options() =>
        Assert.That(
            Parse("-t=UpProd", "-e", "--bootstrap", "--ollama-host=10.0.0.1", "--keep=4", "--compose-file=a").CakeArguments,
            Is.EqualTo(new[] { "--target=UpProd", "--exclusive" }));

    [Test]
    public void Hands_settings_on_by_their_keys() =>
        Assert.That(
            Parse(
                "--ollama-host", "10.0.0.1", "--mongodb=container", "--mongodb-password-file=secret", "--source=app", "--project-name=shop")
                .Options.Settings,
            Is.EqualTo(new Dictionary<string, string>
            {
                ["OLLAMA_HOST"] = "10.0.0.1",
                ["MONGODB_MODE"] = "container",
                ["MONGODB_PASSWORD"] = "secret",
                ["SOURCE_PATH"] = "app",
                ["COMPOSE_PROJECT_NAME"] = "shop",
            }));

    [Test]
    public void Takes_no_setting_from_the_environment() => // precedence is the settings' own business
        Assert.That(Parse(With("OLLAMA_HOST", "10.0.0.1")).Options.Settings, Is.Empty);

    [TestCase("two words")]
    [TestCase("it's \"quoted\"")]
    [TestCase("$HOME `id` *")]
    [TestCase("a=b=c")]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("--looks-like-an-option")]
    [TestCase("tab\tnewline\n")]
    [TestCase("Ümläut 🚀")]
    public void Keeps_a_value_as_it_was_typed(string value) =>
        Assert.That(Parse($"--allowed-origins={value}").Options.Settings["ALLOWED_ORIGINS"], Is.EqualTo(value));

    [Test]
    public void Keeps_every_service_asked_for() =>
        Assert.That(Parse("--service=backend", "--service", "frontend").Options.Services, Is.EqualTo(new[] { "backend", "frontend" }));

    [TestCase("--suite=full", true)]
    [TestCase("--suite=FULL", true)]
    [TestCase("--suite=default", false)]
    [TestCase("--yes", false)]
    public void Reads_the_suite(string argument, bool full) => Assert.That(Parse(argument).Options.FullSuite, Is.EqualTo(full));

    [Test]
    public void Takes_the_suite_from_the_environment() => Assert.That(Parse(With("OLYMPIAN_SUITE", "full")).Options.FullSuite);

    [Test]
    public void Refuses_another_suite() =>
        Assert.That(Refusal("--suite=ful").Message, Does.StartWith(
            "Option '--suite' does not take 'ful'. Did you mean 'full'?\nExpected one of: default, full."));

    [Test]
    public void Names_the_next_command_in_every_refusal() =>
        Assert.Multiple(() =>
        {
            foreach (var arguments in (string[][])[["x"], ["--x"], ["--target=x"], ["--target"], ["--keep=x"], ["--yes", "--yes"]])
            {
                Assert.That(Refusal(arguments).NextCommand, Is.EqualTo("See every target and option: ./build.sh --target=Help"));
                Assert.That(Refusal(arguments).ExitCode, Is.EqualTo(2));
            }
        });

    private static TestCaseData Path(string argument, Func<RunOptions, string> read, string expected) =>
        new TestCaseData(argument, read, expected).SetArgDisplayNames(argument, expected);

    private static TestCaseData Flag(string name, Func<RunOptions, bool> read) => new TestCaseData(name, read).SetArgDisplayNames(name);
}
