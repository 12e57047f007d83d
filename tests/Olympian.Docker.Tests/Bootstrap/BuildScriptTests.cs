using System.Runtime.Versioning;

namespace Olympian.Docker.Tests.Bootstrap;

/// <summary>build.sh, with a real SDK and a small host of its own. No engine is needed.</summary>
[Platform(Exclude = "Win", Reason = "build.ps1 is the script there")]
[UnsupportedOSPlatform("windows")]
[NonParallelizable] // each start may compile
public sealed class BuildScriptTests
{
    private const string Published = "building the build host";

    private ScratchCheckout checkout = null!;

    [OneTimeSetUp]
    public void Begin() => checkout = new();

    [OneTimeTearDown]
    public void End() => checkout.Dispose();

    private async Task<ScriptRun> StartedWell(params string[] arguments)
    {
        var run = await checkout.Start(arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        return run;
    }

    [Test]
    public async Task Hands_every_argument_on_unchanged()
    {
        string[] arguments =
        [
            "--target=Help", "two words", "", "'single'", "\"double\"", "$HOME", "${x}", "`id`", "$(id)", "*", "?", "~", "!!", "\\", "a\\b",
            "line\nbreak", "\ttab", "grüße", "-e", "--", "--bootstrap", "#no comment", ";", "&", "|", "<", ">",
        ];

        var report = ScratchCheckout.ReportOf(await StartedWell(arguments));

        Assert.That(report.Arguments, Is.EqualTo(arguments));
    }

    [Test]
    public async Task Starts_without_any_argument() =>
        Assert.That(ScratchCheckout.ReportOf(await StartedWell()).Arguments, Is.Empty);

    [Test]
    public async Task Keeps_the_directory_it_is_started_in_and_tells_the_host_where_the_checkout_is()
    {
        var elsewhere = Directory.CreateTempSubdirectory("olympian-elsewhere-");
        try
        {
            var report = ScratchCheckout.ReportOf(await checkout.StartIn(elsewhere.FullName));

            Assert.Multiple(() =>
            {
                Assert.That(report.Directory, Does.EndWith(elsewhere.Name));
                Assert.That(report.Root, Does.EndWith(Path.GetFileName(checkout.Root)));
            });
        }
        finally
        {
            elsewhere.Delete();
        }
    }

    [Test]
    public async Task Finds_the_checkout_when_it_is_started_through_a_link()
    {
        var elsewhere = Directory.CreateTempSubdirectory("olympian-elsewhere-");
        try
        {
            var link = Path.Combine(elsewhere.FullName, "start");
            File.CreateSymbolicLink(link, checkout.Script);

            var run = await ScriptRun.Of(link, [], elsewhere.FullName, ScratchCheckout.Environment);

            Assert.That(ScratchCheckout.ReportOf(run).Root, Does.EndWith(Path.GetFileName(checkout.Root)));
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Ends_as_the_host_ends() =>
        Assert.That((await checkout.Start("exit", "130")).ExitCode, Is.EqualTo(130));

    [Test]
    public async Task Publishes_once_for_the_same_sources()
    {
        await StartedWell();

        Assert.That((await StartedWell()).Errors, Is.Empty);
    }

    [Test]
    public async Task Publishes_again_after_an_edit_that_sets_the_time_back()
    {
        checkout.Answer("before");
        await StartedWell();

        checkout.Answer("edited");
        File.SetLastWriteTimeUtc(checkout.PathOf("build/Olympian.Build/Answers.cs"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        var run = await StartedWell();

        Assert.Multiple(() =>
        {
            Assert.That(run.Errors, Does.Contain(Published));
            Assert.That(ScratchCheckout.ReportOf(run).Answer, Is.EqualTo("edited"));
        });
    }

    [Test]
    public async Task Does_not_publish_again_for_a_touch_or_an_edit_taken_back()
    {
        checkout.Answer("stays");
        await StartedWell();

        checkout.Answer("goes");
        checkout.Answer("stays");
        File.SetLastWriteTimeUtc(checkout.PathOf("global.json"), DateTime.UtcNow.AddMinutes(1));
        var run = await StartedWell();

        Assert.Multiple(() =>
        {
            Assert.That(run.Errors, Is.Empty);
            Assert.That(ScratchCheckout.ReportOf(run).Answer, Is.EqualTo("stays"));
        });
    }

    [Test]
    public async Task Publishes_again_when_a_file_vanishes()
    {
        checkout.Write("build/Olympian.Build/Extra.cs", "namespace Olympian.Build;\n\ninternal static class Extra;\n");
        await StartedWell();

        File.Delete(checkout.PathOf("build/Olympian.Build/Extra.cs"));
        checkout.Answer("without extra");

        Assert.That((await StartedWell()).Errors, Does.Contain(Published));
    }

    [Test]
    public async Task Publishes_again_when_the_build_settings_change()
    {
        await StartedWell();
        var file = checkout.PathOf("Directory.Build.props");
        var settings = await File.ReadAllTextAsync(file);

        await File.WriteAllTextAsync(file, settings + "<!-- changed -->\n");

        Assert.That((await StartedWell()).Errors, Does.Contain(Published));
    }

    [Test]
    public async Task Shows_the_compilers_message_and_recovers_when_the_host_does_not_compile()
    {
        checkout.Answer("good");
        await StartedWell();

        checkout.Answer("bad\" + missing + \"");
        var broken = await checkout.Start();
        checkout.Answer("good");
        var mended = await StartedWell();

        Assert.Multiple(() =>
        {
            Assert.That(broken.ExitCode, Is.EqualTo(1));
            Assert.That(broken.Output, Is.Empty);
            Assert.That(broken.Errors, Does.Contain("error CS0103: The name 'missing' does not exist").And.Contain("Next: dotnet build build/Olympian.Build"));
            Assert.That(mended.Errors, Is.Empty);
        });
    }

    [Test]
    public async Task Lets_two_first_starts_at_once_succeed_with_one_publish()
    {
        using var fresh = new ScratchCheckout();

        var runs = await Task.WhenAll(fresh.Start("a"), fresh.Start("b"));

        Assert.Multiple(() =>
        {
            Assert.That(runs.Select(run => run.ExitCode), Is.All.Zero, runs[0].Errors + runs[1].Errors);
            Assert.That(runs.Select(run => ScratchCheckout.ReportOf(run).Arguments.Single()), Is.EqualTo(new[] { "a", "b" }));
            Assert.That(runs.Count(run => run.Errors.Contains(Published, StringComparison.Ordinal)), Is.EqualTo(1));
            Assert.That(Directory.Exists(fresh.PathOf("artifacts/host/lock")), Is.False);
        });
    }

    [Test]
    public async Task Leaves_nothing_half_made_when_it_is_interrupted()
    {
        checkout.Answer("interrupted");

        // As a terminal does on Ctrl-C: the signal goes to the whole group.
        var interrupted = await ScriptRun.Of("timeout", ["--signal=INT", "1.5", checkout.Script], checkout.Root, ScratchCheckout.Environment);

        Assert.That(interrupted.ExitCode, Is.EqualTo(124), interrupted.Errors);
        Assert.That(Directory.EnumerateFileSystemEntries(checkout.PathOf("artifacts/host")).Select(Path.GetFileName),
            Has.None.EqualTo("lock").And.None.StartsWith(".new."));
        Assert.That(ScratchCheckout.ReportOf(await StartedWell()).Answer, Is.EqualTo("interrupted"));
    }

    [Test]
    public async Task Removes_the_lock_of_a_process_that_is_gone()
    {
        checkout.Answer("unlocked");
        var gone = System.Diagnostics.Process.Start("true");
        await gone.WaitForExitAsync();
        checkout.Write("artifacts/host/lock/pid", $"{gone.Id}\n");

        var run = await StartedWell();

        Assert.That(run.Errors, Does.Contain($"removing the lock of a build.sh that is gone (pid {gone.Id})"));
    }

    [Test]
    public async Task Removes_a_host_that_was_replaced_long_ago_and_keeps_one_that_was_in_use_a_moment_ago()
    {
        checkout.Answer("a moment ago");
        await StartedWell();
        var recent = Directory.GetDirectories(checkout.PathOf("artifacts/host"));
        var forgotten = checkout.PathOf("artifacts/host/0123456789abcdef");
        Directory.CreateDirectory(forgotten);
        Directory.SetLastWriteTimeUtc(forgotten, DateTime.UtcNow.AddHours(-1));

        checkout.Answer("now");
        await StartedWell();

        Assert.Multiple(() =>
        {
            Assert.That(Directory.Exists(forgotten), Is.False);
            Assert.That(Directory.GetDirectories(checkout.PathOf("artifacts/host")), Is.SupersetOf(recent));
        });
    }

    [Test]
    public async Task Says_how_to_get_an_SDK_when_none_satisfies_global_json()
    {
        using var fresh = new ScratchCheckout();
        fresh.Write("global.json", """{ "sdk": { "version": "99.1.100", "rollForward": "latestFeature" } }""");

        var run = await fresh.Start("--target=Help");

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(2));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Errors, Does.Contain("There is no .NET SDK that satisfies global.json.")
                .And.Contain("Expected 99.1.100")
                .And.Contain("--bootstrap --target=Help")
                .And.Contain("https://dotnet.microsoft.com/download/dotnet"));
            Assert.That(Directory.Exists(fresh.PathOf("artifacts")), Is.False);
        });
    }

    [Test]
    public async Task Installs_the_SDK_of_global_json_with_Microsofts_script_when_bootstrapping()
    {
        using var fresh = new ScratchCheckout();
        var sdks = await ScriptRun.Of("dotnet", ["--list-sdks"], fresh.Root);
        var realRoot = Path.GetDirectoryName(sdks.Output.Split('[', ']')[1])!;

        var report = ScratchCheckout.ReportOf(await StartWithoutSdk(fresh, realRoot));

        Assert.Multiple(() =>
        {
            Assert.That(report.Arguments, Is.EqualTo(new[] { "--bootstrap" }));
            Assert.That(report.DotnetRoot, Does.EndWith("/artifacts/dotnet"));
            Assert.That(report.Path, Does.StartWith(report.DotnetRoot + ":"));
            Assert.That(
                File.ReadAllText(fresh.PathOf("fake/asked")),
                Does.Contain("--proto =https").And.EndsWith("-- https://dot.net/v1/dotnet-install.sh\n"));
            Assert.That(
                File.ReadAllText(fresh.PathOf("fake/installed")),
                Is.EqualTo($"--version 10.0.100 --install-dir {report.DotnetRoot} --no-path\n"));
        });
    }

    // A dotnet that does not run stands before the real one; what "curl" brings "installs" the real one under another path.
    private static Task<ScriptRun> StartWithoutSdk(ScratchCheckout fresh, string realRoot)
    {
        Executable("fake/dotnet", "exit 1");
        Executable("fake/curl", $$"""
            echo "$*" >"${0%/*}/asked"
            while (($# > 3)); do shift; done
            cat >"$1" <<'SCRIPT'
            echo "$*" >'{{fresh.PathOf("fake/installed")}}'
            mkdir -p "$4"
            ln -s '{{realRoot}}/host' '{{realRoot}}/shared' '{{realRoot}}/sdk' "$4/"
            printf '#!/usr/bin/env bash\nexec "%s" "$@"\n' '{{realRoot}}/dotnet' >"$4/dotnet"
            chmod +x "$4/dotnet"
            SCRIPT
            """);
        var environment = new Dictionary<string, string?>(ScratchCheckout.Environment)
        {
            ["PATH"] = fresh.PathOf("fake") + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["DOTNET_ROOT"] = null,
            ["HOME"] = fresh.PathOf("home"),
        };
        return ScriptRun.Of(fresh.Script, ["--bootstrap"], fresh.Root, environment);

        void Executable(string relative, string text)
        {
            fresh.Write(relative, $"#!/usr/bin/env bash\n{text}\n");
            File.SetUnixFileMode(
                fresh.PathOf(relative),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Test]
    public async Task Refuses_a_package_world_that_does_not_exist()
    {
        var environment = new Dictionary<string, string?>(ScratchCheckout.Environment) { ["CakePackages"] = "homemade" };

        var run = await ScriptRun.Of(checkout.Script, [], checkout.Root, environment);

        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(2));
            Assert.That(run.Errors, Does.Contain("Expected published or bundled, found 'homemade'."));
        });
    }

    [Test]
    public async Task Finds_the_package_world_out_once_and_forgets_it_when_the_pins_change()
    {
        using var fresh = new ScratchCheckout();
        var undecided = new Dictionary<string, string?>(ScratchCheckout.Environment) { ["CakePackages"] = null };

        await Start();
        var found = await File.ReadAllTextAsync(fresh.PathOf("artifacts/cake-packages.props"));
        await Start();
        var kept = await File.ReadAllTextAsync(fresh.PathOf("artifacts/cake-packages.props"));
        await File.AppendAllTextAsync(fresh.PathOf("Directory.Packages.props"), "<!-- other pins -->\n");
        await Start();
        var foundAgain = await File.ReadAllTextAsync(fresh.PathOf("artifacts/cake-packages.props"));

        Assert.Multiple(() =>
        {
            Assert.That(found, Does.Match(">(published|bundled)</CakePackages>"));
            Assert.That(kept, Is.EqualTo(found));
            Assert.That(foundAgain, Is.Not.EqualTo(found));
        });

        async Task Start()
        {
            var run = await ScriptRun.Of(fresh.Script, [], fresh.Root, undecided);
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
        }
    }
}
