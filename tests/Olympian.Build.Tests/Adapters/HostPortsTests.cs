using System.Net;
using System.Net.Sockets;
using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Build.Tests.Probes;
using Olympian.Build.Tests.Releases;

namespace Olympian.Build.Tests.Adapters;

public sealed class HostPortsTests
{
    private static Task<string?> WhyAsync(string address, int port, string protocol = "tcp", string engine = "unix:///var/run/docker.sock") =>
        new HostPorts(new EngineEndpoint(
                new CliDouble(), new Surroundings("/checkout", "/checkout", new Dictionary<string, string> { ["DOCKER_HOST"] = engine })))
            .WhyNotFreeAsync(new(address, port, 80, protocol), CancellationToken.None);

    [Test]
    public async Task Finds_a_port_free_and_leaves_it_free()
    {
        var port = LoopbackServer.FreePort();

        Assert.That(await WhyAsync("127.0.0.1", port), Is.Null);
        Assert.That(await WhyAsync("127.0.0.1", port), Is.Null);
    }

    [TestCase("127.0.0.1")]
    [TestCase("0.0.0.0")]
    public async Task Finds_a_port_taken(string address)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Assert.That(await WhyAsync(address, ((IPEndPoint)taken.LocalEndpoint).Port), Is.EqualTo("a process of this machine listens on it"));
    }

    [Test]
    public async Task Finds_an_address_that_is_not_this_machines() => // TEST-NET-1 is nobody's
        Assert.That(await WhyAsync("192.0.2.1", 8080), Is.EqualTo("192.0.2.1 is no address of this machine"));

    [TestCase("0.0.0.0", "udp", "unix:///var/run/docker.sock")]
    [TestCase("0.0.0.0", "tcp", "ssh://build.example")]
    [TestCase("", "tcp", "unix:///var/run/docker.sock")]
    public async Task Says_nothing_of_what_it_cannot_know(string address, string protocol, string engine)
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();

        Assert.That(await WhyAsync(address, ((IPEndPoint)taken.LocalEndpoint).Port, protocol, engine), Is.Null);
    }
}
