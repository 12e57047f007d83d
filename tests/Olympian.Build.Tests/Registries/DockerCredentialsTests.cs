using System.Text;
using Olympian.Build.Adapters.Registries;
using Olympian.Build.Options;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Registries;

public sealed class DockerCredentialsTests
{
    private static readonly string Ann = Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:s3cret:with:colons"));
    private static readonly CredentialLookup Kept = new(new("kept", new Secret("by-program"), null, null), null);

    private string home = "";

    [SetUp]
    public void Begin()
    {
        home = Directory.CreateTempSubdirectory("olympian-credentials-").FullName;
        Directory.CreateDirectory(Path.Combine(home, ".docker"));
    }

    [TearDown]
    public void End() => Directory.Delete(home, recursive: true);

    private static TestCaseData[] Stored =>
    [
        In("the name itself", """{"auths":{"registry.example":{"auth":"ANN"}}}""", "registry.example", "ann/s3cret:with:colons"),
        In("the name with its port", """{"auths":{"registry.example:5000":{"auth":"ANN"}}}""", "registry.example:5000",
            "ann/s3cret:with:colons"),
        In("no other port", """{"auths":{"registry.example:5000":{"auth":"ANN"}}}""", "registry.example", "nothing"),
        In("a URL of old", """{"auths":{"https://registry.example/v1/":{"auth":"ANN"}}}""", "registry.example", "ann/s3cret:with:colons"),
        In("Docker Hub's key", """{"auths":{"https://index.docker.io/v1/":{"auth":"ANN"}}}""", "docker.io", "ann/s3cret:with:colons"),
        In("names in any case", """{"Auths":{"registry.example":{"Auth":"ANN"}}}""", "registry.example", "ann/s3cret:with:colons"),
        In("a user and a password in plain", """{"auths":{"registry.example":{"username":"bob","password":"pw"}}}""", "registry.example",
            "bob/pw"),
        In("an identity token", """{"auths":{"registry.example":{"identitytoken":"idt"}}}""", "registry.example", "identity idt"),
        In("a registry token", """{"auths":{"registry.example":{"registrytoken":"rgt"}}}""", "registry.example", "registry rgt"),
        In("nobody", """{"auths":{"other.example":{"auth":"ANN"}}}""", "registry.example", "nothing"),
        In("an empty entry", """{"auths":{"registry.example":{}}}""", "registry.example", "nothing"),
        In("no auths", "{}", "registry.example", "nothing"),
        In("null", "null", "registry.example", "nothing"),
        In("what is not base64", """{"auths":{"registry.example":{"auth":"***"}}}""", "registry.example", "trouble"),
        In("what is not JSON", "auths:", "registry.example", "trouble"),
        In("other things beside", """{"auths":{"registry.example":{"auth":"ANN","email":"a@b"}},"HttpHeaders":{"a":"b"},"proxies":{}}""",
            "registry.example", "ann/s3cret:with:colons"),
    ];

    [TestCaseSource(nameof(Stored))]
    public async Task Finds(string configuration, string registry, string found)
    {
        Write(configuration);

        Assert.That(Shown(await Of().FindAsync(registry, default)), Is.EqualTo(found));
    }

    [Test]
    public async Task Finds_nothing_where_nothing_is_configured()
    {
        Directory.Delete(Path.Combine(home, ".docker"));

        Assert.That(await Of().FindAsync("registry.example", default), Is.EqualTo(CredentialLookup.Nothing));
    }

    [TestCase("""{"credsStore":"desktop"}""", "desktop: registry.example")]
    [TestCase("""{"credsStore":"desktop","credHelpers":{"registry.example":"pass"}}""", "pass: registry.example")]
    [TestCase("""{"credsStore":"desktop","credHelpers":{"other.example":"pass"}}""", "desktop: registry.example")]
    public async Task Asks_the_program_that_keeps_them(string configuration, string asked)
    {
        Write(configuration);
        var program = new CredentialProgramDouble(Kept);

        var found = await Of(program: program).FindAsync("registry.example", default);

        Assert.That((Shown(found), program.Asked), Is.EqualTo(("kept/by-program", new[] { asked })));
    }

    [Test]
    public async Task Asks_the_program_for_Docker_Hub_by_its_key()
    {
        Write("""{"credsStore":"desktop"}""");
        var program = new CredentialProgramDouble(Kept);

        await Of(program: program).FindAsync("docker.io", default);

        Assert.That(program.Asked, Is.EqualTo(new[] { "desktop: https://index.docker.io/v1/" }));
    }

    [Test]
    public async Task Asks_once_a_registry()
    {
        Write("""{"credsStore":"desktop"}""");
        var program = new CredentialProgramDouble(CredentialLookup.Nothing);
        var credentials = Of(program: program);

        await credentials.FindAsync("registry.example", default);
        await credentials.FindAsync("registry.example", default);

        Assert.That(program.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Looks_where_DOCKER_CONFIG_says()
    {
        Directory.CreateDirectory(Path.Combine(home, "ci"));
        await File.WriteAllTextAsync(
            Path.Combine(home, "ci", "config.json"), """{"auths":{"registry.example":{"username":"ci","password":"pw"}}}""");

        Assert.That(Shown(await Of(("DOCKER_CONFIG", "ci")).FindAsync("registry.example", default)), Is.EqualTo("ci/pw"));
    }

    [Test]
    public async Task Takes_DOCKER_AUTH_CONFIG_first()
    {
        Write("""{"auths":{"registry.example":{"username":"file","password":"pw"},"other.example":{"username":"file","password":"pw"}}}""");
        var credentials = Of(("DOCKER_AUTH_CONFIG", """{"auths":{"registry.example":{"username":"env","password":"pw"}}}"""));

        var found = Shown(await credentials.FindAsync("registry.example", default));
        var other = Shown(await credentials.FindAsync("other.example", default));

        Assert.That((found, other), Is.EqualTo(("env/pw", "file/pw")));
    }

    [Test]
    public async Task Says_what_is_wrong_without_quoting_it()
    {
        var file = Path.Combine(home, ".docker", "config.json");
        Write("""{"auths":{"registry.example":{"auth":"c2VjcmV0"}}}""");

        Assert.That(
            (await Of().FindAsync("registry.example", default)).Trouble,
            Is.EqualTo($"{file} has credentials for registry.example that are not 'user:password' in base64."));
    }

    [Test]
    public async Task Prints_no_secret()
    {
        Write("""{"auths":{"registry.example":{"auth":"ANN","identitytoken":"idt-1","registrytoken":"rgt-1"}}}"""
            .Replace("ANN", Ann, StringComparison.Ordinal));

        Assert.That(
            $"{await Of().FindAsync("registry.example", default)}",
            Does.Contain("ann").And.Not.Contain("s3cret").And.Not.Contain("idt-1").And.Not.Contain("rgt-1"));
    }

    private static TestCaseData In(string name, string configuration, string registry, string found) =>
        new TestCaseData(configuration.Replace("ANN", Ann, StringComparison.Ordinal), registry, found).SetArgDisplayNames(name);

    private static string Shown(CredentialLookup lookup) => lookup switch
    {
        { Trouble: not null } => "trouble",
        { Credentials.RegistryToken: { } token } => $"registry {token.Reveal()}",
        { Credentials.IdentityToken: { } token } => $"identity {token.Reveal()}",
        { Credentials: { User: { } user, Password: { } password } } => $"{user}/{password.Reveal()}",
        _ => "nothing",
    };

    private void Write(string configuration) => File.WriteAllText(Path.Combine(home, ".docker", "config.json"), configuration);

    private DockerCredentials Of(params (string Name, string Value)[] variables) => Of(new CredentialProgramDouble(Kept), variables);

    private DockerCredentials Of(CredentialProgramDouble program, params (string Name, string Value)[] variables) => new(
        new Surroundings(
            home, home, variables.Append(("HOME", home)).ToDictionary(pair => pair.Item1, pair => pair.Item2)),
        program);
}
