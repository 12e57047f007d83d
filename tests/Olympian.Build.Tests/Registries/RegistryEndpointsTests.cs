using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Registries;
using Olympian.Build.Options;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class RegistryEndpointsTests
{
    // As engine 26.1.5 prints it with two insecure registries and two mirrors.
    private const string Configured =
        """
        {"IndexConfigs":{"docker.io":
        {"Mirrors":["https://mirror.example/","http://127.0.0.1:5099/hub/"],"Name":"docker.io","Official":true,"Secure":true},
        "plain.example:5000":{"Mirrors":[],"Name":"plain.example:5000","Official":false,"Secure":false}},
        "InsecureRegistryCIDRs":["198.51.100.0/24","127.0.0.0/8"],"Mirrors":["https://mirror.example/","http://127.0.0.1:5099/hub/"]}
        """;

    private const string Unconfigured =
        """
        {"IndexConfigs":{"docker.io":{"Mirrors":[],"Name":"docker.io","Official":true,"Secure":true}},
        "InsecureRegistryCIDRs":["127.0.0.0/8"],"Mirrors":null}
        """;

    private static RegistryEndpoints Of(string registries, string host = "unix:///var/run/docker.sock")
    {
        var engine = new EngineDouble();
        engine.Info = engine.Info with { RegistryConfiguration = registries };
        var surroundings = new Surroundings("/checkout", "/checkout", new Dictionary<string, string> { ["DOCKER_HOST"] = host });
        return new(engine, new EngineEndpoint(new CliDouble(), surroundings));
    }

    [TestCase(Unconfigured, "node", "https://registry-1.docker.io")]
    [TestCase(Configured, "node", "https://mirror.example (mirror) http://127.0.0.1:5099/hub (mirror, any) https://registry-1.docker.io")]
    [TestCase(Unconfigured, "127.0.0.1:5055/web", "https://127.0.0.1:5055 (any) http://127.0.0.1:5055 (any)")]
    [TestCase(Unconfigured, "localhost:5055/web", "https://localhost:5055 (any) http://localhost:5055 (any)")]
    [TestCase(Unconfigured, "198.51.100.7:5000/web", "https://198.51.100.7:5000")]
    [TestCase(Configured, "198.51.100.7:5000/web", "https://198.51.100.7:5000 (any) http://198.51.100.7:5000 (any)")]
    [TestCase(Configured, "plain.example:5000/web", "https://plain.example:5000 (any) http://plain.example:5000 (any)")]
    [TestCase("null", "198.51.100.7/web", "https://198.51.100.7")]
    [TestCase(Unconfigured, "no-such-host.invalid/web", "https://no-such-host.invalid")]
    public async Task Asks_where_the_engine_would(string registries, string image, string addresses) =>
        Assert.That(
            string.Join(' ', (await Of(registries).OfAsync(RegistryImage.Parse(image), default)).Select(Shown)),
            Is.EqualTo(addresses));

    [Test]
    public void Takes_this_machine_for_no_other_engines_machine() =>
        Assert.That(
            () => Of(Unconfigured, "ssh://me@build.example").OfAsync(RegistryImage.Parse("127.0.0.1:5055/web"), default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains(
                "127.0.0.1:5055 is an address of the engine's machine, which is not this one."));

    // 'any' is for any certificate.
    private static string Shown(RegistryEndpoint endpoint) => endpoint.Address.AbsoluteUri.TrimEnd('/') + (endpoint switch
    {
        { IsMirror: true, IsTrusted: false } => " (mirror, any)",
        { IsMirror: true } => " (mirror)",
        { IsTrusted: false } => " (any)",
        _ => "",
    });
}
