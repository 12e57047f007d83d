using System.Runtime.Versioning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Registries;

/// <summary>A real registry that lets nobody in, and the configuration that the real docker command writes when one logs in.</summary>
[Platform(Exclude = "Win", Reason = "docker-registry comes from Debian, and programs here are shell scripts")]
[UnsupportedOSPlatform("windows")]
public sealed class AuthenticationTests
{
    // ann's pa55word, by bcrypt.
    private const string PasswordFile = "ann:$2b$05$abcdefghijklmnopqrstuur.ZxEKly2fYX6K.hrvYXsoEaKgtr95a\n";

    private Rig rig = null!;

    [SetUp]
    public void Begin() => rig = new();

    [TearDown]
    public void End() => rig.Dispose();

    [Test]
    public async Task Gets_in_with_the_password_that_docker_login_kept()
    {
        await using var registry = await PasswordRegistryAsync();
        await LogInAsync(registry);

        Assert.That((await CheckAsync(registry)).Holds);
    }

    [Test]
    public async Task Says_that_it_has_no_password()
    {
        await using var registry = await PasswordRegistryAsync();

        Assert.That(
            () => CheckAsync(registry),
            Throws.TypeOf<RegistryDenied>().With.Message.EqualTo(
                $"""
                The registry {registry.Name} refuses to give olympian-base/nginx.
                It wants a user and a password; there are no credentials: docker's configuration has none.
                Log in with an account that may read it: docker login {registry.Name}
                """));
    }

    [Test]
    public async Task Says_that_its_password_is_refused()
    {
        await using var registry = await PasswordRegistryAsync();
        Configure($$"""{"auths":{"{{registry.Name}}":{"username":"ann","password":"wr0ng"} } }""");

        Assert.That(
            () => CheckAsync(registry),
            Throws.TypeOf<RegistryDenied>()
                .With.Message.Contains($"{registry.Name} answers 401 (UNAUTHORIZED) to the credentials of docker's configuration.")
                .And.Message.Not.Contains("wr0ng"));
    }

    [Test]
    public async Task Gets_in_with_the_password_that_a_program_keeps()
    {
        await using var registry = await PasswordRegistryAsync();
        Program("kept", $$"""
            read -r server
            [ "$server" = {{registry.Name}} ] && printf '{"ServerURL":"%s","Username":"ann","Secret":"pa55word"}' "$server"
            """);
        Configure("""{"credsStore":"kept"}""");

        Assert.That((await CheckAsync(registry)).Holds);
    }

    [Test]
    public async Task Gets_in_with_a_token()
    {
        await using var tokens = new TokenServer();
        await using var registry = await TokenRegistryAsync(tokens);
        Configure($$"""{"auths":{"{{registry.Name}}":{"username":"{{TokenServer.User}}","password":"{{TokenServer.Password}}"} } }""");

        Assert.That((await CheckAsync(registry)).Holds);
    }

    [Test]
    public async Task Says_that_a_token_permits_nothing()
    {
        await using var tokens = new TokenServer();
        await using var registry = await TokenRegistryAsync(tokens);

        Assert.That(
            () => CheckAsync(registry),
            Throws.TypeOf<RegistryDenied>()
                .With.Message.Contains($"{registry.Name} answers 401 (UNAUTHORIZED) to no credentials: docker's configuration has none."));
    }

    [Test]
    public async Task Says_that_no_token_is_given_out()
    {
        await using var tokens = new TokenServer();
        await using var registry = await TokenRegistryAsync(tokens);
        Configure($$"""{"auths":{"{{registry.Name}}":{"username":"{{TokenServer.User}}","password":"wr0ng"} } }""");

        Assert.That(
            () => CheckAsync(registry),
            Throws.TypeOf<RegistryDenied>()
                .With.Message.Contains("127.0.0.1, which gives out its tokens, answers 401 to the credentials of docker's configuration.")
                .And.Message.Not.Contains("wr0ng"));
    }

    [TestCase("cat >/dev/null; echo 'credentials not found in native keychain'; exit 1", "nothing", null)]
    [TestCase("cat >/dev/null; echo 's3cret failure'; exit 3", "nothing", "'docker-credential-kept get' ended with exit code 3.")]
    [TestCase("cat >/dev/null; echo 's3cret, not JSON'", "nothing", "'docker-credential-kept get' did not answer in JSON.")]
    [TestCase("exec SLEEP", "nothing", "'docker-credential-kept get' did not end within 2 s.")]
    [TestCase("SLEEP & wait", "nothing", "'docker-credential-kept get' did not end within 2 s.")]
    [TestCase("exec <&-; printf '{\"Username\":\"ann\",\"Secret\":\"x\"}'", "ann", null)]
    [TestCase("head -c 300000 /dev/zero >&2; printf '{\"Username\":\"ann\",\"Secret\":\"x\"}'", "ann", null)]
    [TestCase("cat >/dev/null; printf '{\"Username\":\"<token>\",\"Secret\":\"x\"}'", "identity token", null)]
    public async Task Understands_the_program_that_keeps_credentials(string script, string found, string? trouble)
    {
        var sleep = UniqueSleep();
        Program("kept", script.Replace("SLEEP", sleep, StringComparison.Ordinal));

        var lookup = await rig.Programs.GetAsync("kept", "registry.example", default);

        Assert.That(
            (lookup.Credentials is null ? "nothing" : lookup.Credentials.User ?? "identity token", lookup.Trouble),
            Is.EqualTo((found, trouble)));
        await Processes.AreGoneAsync(sleep);
    }

    [TestCase("missing")]
    [TestCase("../kept")]
    public async Task Says_that_the_program_is_not_there(string name)
    {
        Program("kept", "exit 0");

        Assert.That(
            (await rig.Programs.GetAsync(name, "registry.example", default)).Trouble,
            Is.EqualTo($"'docker-credential-{name}', which docker's configuration names, is not in PATH."));
    }

    [Test]
    public async Task Leaves_no_program_behind_when_interrupted()
    {
        var sleep = UniqueSleep();
        Program("kept", $"{sleep} & wait");
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        Assert.That(
            () => rig.Programs.GetAsync("kept", "registry.example", interruption.Token),
            Throws.InstanceOf<OperationCanceledException>());
        await Processes.AreGoneAsync(sleep);
    }

    // A time that tells this test's processes from all others.
    private static string UniqueSleep() => $"sleep 60.{Random.Shared.Next(100_000_000, 1_000_000_000)}";

    private static async Task<RegistryProcess> PasswordRegistryAsync()
    {
        var registry = await RegistryProcess.OfBasesAsync();
        var file = registry.Write("htpasswd", PasswordFile);
        await registry.StartAsync(
            $"""
            auth:
              htpasswd:
                realm: shop
                path: '{file}'
            """);
        return registry;
    }

    private static async Task<RegistryProcess> TokenRegistryAsync(TokenServer tokens)
    {
        var registry = await RegistryProcess.OfBasesAsync();
        await registry.StartAsync(tokens.Authentication(registry.Write("tokens.pem", tokens.CertificatePem)));
        return registry;
    }

    private async Task LogInAsync(RegistryProcess registry) =>
        await rig.Docker.RunAsync(
            new DockerCommand(
                "--config", Path.Combine(rig.Home, ".docker"), "login", "--username", "ann", "--password-stdin", registry.Name)
            {
                Input = "pa55word",
            },
            default);

    private async Task<RegistryCheckResult> CheckAsync(RegistryProcess registry)
    {
        var pulled = await BaseImage.PulledAsync(rig, BaseImage.Nginx);
        var origin = RegistryImage.Parse($"{registry.Name}/{pulled.Origin.Repository}@{pulled.Origin.Reference}");
        return await rig.Check.RunAsync(pulled with { Origin = origin }, new(), null, default);
    }

    private void Configure(string configuration)
    {
        Directory.CreateDirectory(Path.Combine(rig.Home, ".docker"));
        File.WriteAllText(Path.Combine(rig.Home, ".docker", "config.json"), configuration);
    }

    private void Program(string name, string script)
    {
        var path = Path.Combine(rig.Home, $"docker-credential-{name}");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
