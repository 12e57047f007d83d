using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class PortCheckTests
{
    private static readonly ImageFacts Web = Shop.Verified(Shop.First, "web");

    private static TestCaseData[] Strangers =>
    [
        Holder("0.0.0.0", 8080, "tcp", ContainerState.Running, true),
        Holder("::", 8080, "tcp", ContainerState.Running, true),
        Holder("127.0.0.1", 8080, "tcp", ContainerState.Running, true),
        Holder("0.0.0.0", 8080, "tcp", ContainerState.Paused, true),
        Holder("0.0.0.0", 8080, "udp", ContainerState.Running, false),
        Holder("0.0.0.0", 8081, "tcp", ContainerState.Running, false),
        Holder("0.0.0.0", 8080, "tcp", ContainerState.Exited, false),
    ];

    private static Task EnsureAsync(string? why, params ContainerFacts[] containers)
    {
        var engine = new StackDouble();
        engine.Containers.AddRange(containers);
        return new PortCheck(engine, new Ports(why)).EnsureFreeAsync(Shop.Project, CancellationToken.None);
    }

    [TestCaseSource(nameof(Strangers))]
    public void Names_the_container_that_holds_a_port(ContainerFacts holder, bool refuses)
    {
        if (!refuses)
        {
            Assert.That(() => EnsureAsync(null, holder), Throws.Nothing);
            return;
        }

        Assert.That(() => EnsureAsync(null, holder), Throws.TypeOf<UsageFailure>().With.Message.EqualTo(
            "Port 8080 on 0.0.0.0 is in use.\nExpected it free for project 'shop'; the container 'stranger' (nginx:1) publishes it.\n"
            + "Choose another, which is kept in .env: ./build.sh --target=EnvMulti --app-port=PORT; or free it. Nothing was changed."));
    }

    [Test]
    public void Names_a_process_that_holds_a_port() =>
        Assert.That(() => EnsureAsync("a process of this machine listens on it"), Throws.TypeOf<UsageFailure>().With.Message.Contains(
            "Expected it free for project 'shop'; a process of this machine listens on it."));

    [Test]
    public void Lets_the_projects_own_container_hold_it() => // the port is bound then, by right
        Assert.That(() => EnsureAsync("it is bound", Shop.Container(Web) with { Ports = [Shop.Port] }), Throws.Nothing);

    [Test]
    public void Lets_a_free_port_pass() => Assert.That(() => EnsureAsync(null), Throws.Nothing);

    private static TestCaseData Holder(string address, int port, string protocol, ContainerState state, bool refuses) =>
        new TestCaseData(
                Shop.Container(Web) with
                {
                    Name = "stranger",
                    ImageReference = "nginx:1",
                    Labels = new Dictionary<string, string>(),
                    State = state,
                    Ports = [new(address, port, 80, protocol)],
                },
                refuses)
            .SetArgDisplayNames($"{address}:{port}/{protocol} {state}");

    private sealed class Ports(string? why) : IHostPorts
    {
        public Task<string?> WhyNotFreeAsync(PublishedPort port, CancellationToken cancellationToken) => Task.FromResult(why);
    }
}
