using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Build.Tests.Releases;

namespace Olympian.Build.Tests.Adapters;

public sealed class EngineEndpointTests
{
    private static (EngineEndpoint Endpoint, CliDouble Docker) Of(string? variable, string context)
    {
        var docker = new CliDouble { Lines = [context] };
        var environment = new Dictionary<string, string>();
        if (variable is not null)
        {
            environment["DOCKER_HOST"] = variable;
        }

        return (new(docker, new Surroundings("/checkout", "/checkout", environment)), docker);
    }

    [TestCase(null, "unix:///var/run/docker.sock", true)]
    [TestCase(null, "npipe:////./pipe/docker_engine", true)]
    [TestCase(null, "", true)]
    [TestCase(null, "ssh://me@build.example:2222", false)]
    [TestCase(null, "tcp://10.0.0.5:2375", false)]
    [TestCase("tcp://10.0.0.5:2375", "unix:///var/run/docker.sock", false)]
    [TestCase("unix:///run/user/1000/docker.sock", "tcp://10.0.0.5:2375", true)]
    [TestCase("", "tcp://10.0.0.5:2375", false)]
    [TestCase("10.0.0.5:2375", "unix:///var/run/docker.sock", false)]
    [TestCase("build.example:2375", "unix:///var/run/docker.sock", false)]
    public async Task Decides_as_the_docker_client_does(string? variable, string context, bool local) =>
        Assert.That(await Of(variable, context).Endpoint.IsLocalAsync(CancellationToken.None), Is.EqualTo(local));

    [TestCase("unix:///var/run/docker.sock", "0.0.0.0", "localhost")]
    [TestCase("unix:///var/run/docker.sock", "::", "localhost")]
    [TestCase("unix:///var/run/docker.sock", "", "localhost")]
    [TestCase("unix:///var/run/docker.sock", "127.0.0.1", "127.0.0.1")]
    [TestCase("unix:///var/run/docker.sock", "::1", "[::1]")]
    [TestCase("unix:///var/run/docker.sock", "192.168.1.20", "192.168.1.20")]
    [TestCase("ssh://me@build.example", "0.0.0.0", "build.example")]
    [TestCase("tcp://[fd00::5]:2375", "::", "[fd00::5]")]
    [TestCase("tcp://10.0.0.5:2375", "192.168.1.20", "192.168.1.20")]
    public async Task Names_the_host_of_a_port(string engine, string address, string host) =>
        Assert.That(await Of(null, engine).Endpoint.HostOfAsync(new(address, 8080, 80, "tcp"), CancellationToken.None), Is.EqualTo(host));

    [TestCase("tcp://10.0.0.5:2375", true)]
    [TestCase("127.0.0.1:2375", true)]
    [TestCase("tcp://:2375", true)] // the docker client takes this for localhost
    [TestCase(":2375", true)]
    [TestCase("tcp://", true)]
    [TestCase("http://10.0.0.5:2375", true)]
    [TestCase("unix:///var/run/docker.sock", false)]
    [TestCase("ssh://me@build.example", false)]
    public async Task Says_where_everybody_on_the_way_could_read(string variable, bool unprotected) =>
        Assert.That(await Of(variable, "").Endpoint.UnprotectedAsync(CancellationToken.None) is not null, Is.EqualTo(unprotected));

    [Test]
    public async Task Asks_docker_once()
    {
        var (endpoint, docker) = Of(null, "unix:///var/run/docker.sock");

        await endpoint.IsLocalAsync(CancellationToken.None);
        await endpoint.HostOfAsync(Shop.Port, CancellationToken.None);

        Assert.That(docker.Commands, Is.EqualTo(new[] { "docker context inspect --format '{{.Endpoints.docker.Host}}'" }));
    }

    [Test]
    public async Task Asks_docker_nothing_when_the_environment_says_it()
    {
        var (endpoint, docker) = Of("tcp://10.0.0.5:2375", "");

        await endpoint.IsLocalAsync(CancellationToken.None);

        Assert.That(docker.Commands, Is.Empty);
    }
}
