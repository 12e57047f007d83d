using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Values that would be commands or options to somebody careless are values, or refused; they are never carried out.</summary>
public sealed class HostileSettingsTests
{
    private const string Canary = "/tmp/olympian-hostile-canary";

    private static readonly string[] Values =
    [
        $"$(touch {Canary})", $"`touch {Canary}`", $"; touch {Canary};", $"\" ; touch {Canary} ; \"", $"' ; touch {Canary} ; '", "--privileged", "-v", $"a\ntouch {Canary}", "${HOME}", "$HOME",
        $"| touch {Canary}", $"&& touch {Canary}", "%n%s", "ä ☃", "../../etc/passwd",
    ];

    private static readonly string[] Options =
    [
        "--project-name", "--app-port", "--app-address", "--allowed-origins", "--ollama-host", "--node-image", "--nginx-image", "--source", "--env-file", "--compose-file", "--release", "--service", "--lock-message", "--to", "--from",
    ];

    [SetUp, TearDown]
    public void Nothing_was_carried_out() => File.Delete(Canary);

    private static IEnumerable<TestCaseData> Cases =>
        Options.SelectMany((option, i) => Values.Where((_, j) => Suite.IsFull || j == i % Values.Length)
            .Select(value => new TestCaseData(option, value).SetArgDisplayNames(option, value.Replace("\n", "\\n", StringComparison.Ordinal))));

    [TestCaseSource(nameof(Cases))]
    public async Task No_option_carries_out(string option, string value)
    {
        await using var stack = await Stack.CreateAsync();
        stack.Always([.. TinyApplication.In(stack.Directory).Options, "--skip-probes"]);

        var target = option switch
        {
            "--release" => "Rollback",
            "--service" => "Logs",
            "--to" => "BackupData",
            "--from" => "RestoreData",
            "--lock-message" => "PruneImages",
            _ => "EnvMulti",
        };
        var ended = await stack.RunAsync(target, $"{option}={value}");

        Assert.That(File.Exists(Canary), Is.False, ended.Output);
        // Taken for what it is, or refused before anything was touched.
        Assert.That(ended.ExitCode, Is.AnyOf(0, 2), ended.Output);
        Assert.That(ended.Output, Does.Not.Contain("   at Olympian"), "an expected failure has no stack trace");
    }

    [Test]
    public async Task A_deployment_with_hostile_paths_branch_and_message_takes_them_for_what_they_are()
    {
        await using var stack = await Stack.CreateAsync();
        var application = TinyApplication.In(Path.Combine(stack.Directory, $"a '$(touch canary)' `b` ; \"c\" --d"));
        stack.Always([.. application.Options, $"--lock-message=$(touch {Canary}); `touch {Canary}` --label=x", $"--allowed-origins=http://localhost:1"]);
        await Tool.RunAsync("git", ["-C", application.Source, "init", "--quiet", $"--initial-branch=$(touch${{IFS}}{Canary})"]);
        await Tool.RunAsync("git", ["-C", application.Source, "add", "--all"]);
        await Tool.RunAsync("git", ["-C", application.Source, "-c", "user.name=$(x)", "-c", "user.email=e@example.org", "commit", "--quiet", "--message", $"`touch {Canary}`"]);

        await stack.DoAsync("QuickDockerMulti");
        await stack.DoAsync("Verify");

        Assert.That(File.Exists(Canary), Is.False);
        // A command in a directory's name has no slash: it would leave its canary where some command was started.
        Assert.That(
            new[] { stack.Checkout.Root, stack.Directory, application.Source, Environment.CurrentDirectory, Path.GetDirectoryName(application.ComposeFile)! }
                .Where(directory => File.Exists(Path.Combine(directory, "canary"))),
            Is.Empty);
        Assert.That(await stack.Http.GetStringAsync("/"), Is.EqualTo("hello\n"));
    }

    [TestCaseSource(nameof(Values))]
    public async Task No_value_in_the_settings_file_is_carried_out(string value)
    {
        await using var stack = await Stack.CreateAsync();
        stack.Always([.. TinyApplication.In(stack.Directory).Options, "--skip-probes"]);
        await File.WriteAllTextAsync(stack.EnvFile, $"ALLOWED_ORIGINS='{value.Replace("'", "\\'", StringComparison.Ordinal)}'\n");

        var ended = await stack.RunAsync("Status");

        Assert.That(File.Exists(Canary), Is.False, ended.Output);
        Assert.That(ended.ExitCode, Is.AnyOf(0, 2), ended.Output);
    }
}
