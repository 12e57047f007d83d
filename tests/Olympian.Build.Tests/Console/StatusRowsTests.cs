using Olympian.Build.Console;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Console;

public sealed class StatusRowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 15, 0, 0, TimeSpan.Zero);

    private static readonly ContainerFacts Web = Shop.Container(Shop.Verified(Shop.First, "web")) with
    {
        ImageId = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        Labels = new Dictionary<string, string> { ["com.docker.compose.service"] = "web", ["org.olympian.release"] = Shop.First },
        Started = Now.AddMinutes(-5),
        Ports = [new("0.0.0.0", 8080, 80, "tcp"), new("127.0.0.1", 8443, 443, "tcp")],
    };

    private static TestCaseData[] Ages =>
    [
        new(-5, "0 s"), new(0, "0 s"), new(119, "119 s"), new(120, "2 min"),
        new(7199, "119 min"), new(7200, "2 h"), new(172799, "47 h"), new(172800, "2 d"),
    ];

    private static string[] Rows(params ContainerFacts[] containers) =>
        [.. StatusRows.Of(Shop.Project with { Services = [Shop.Web, Shop.Worker] }, containers, Now)
            .Select(row => string.Join(" | ", row))];

    [Test]
    public void Has_a_cell_for_each_heading() =>
        Assert.That(StatusRows.Of(Shop.Project, [Web], Now), Has.All.Count.EqualTo(StatusRows.Headings.Count));

    [Test]
    public void Shows_every_service_and_what_there_is_of_it() =>
        Assert.That(Rows(Web), Is.EqualTo(new[]
        {
            "web | running | healthy | 20261122-140102-9f3c | 0123456789ab | 5 min | 0.0.0.0:8080->80/tcp, 127.0.0.1:8443->443/tcp",
            "worker | no container | - | - | - | - | -",
        }));

    [Test]
    public void Shows_how_a_container_ended() =>
        Assert.That(
            Rows(Web with { State = ContainerState.Exited, Health = ContainerHealth.None, ExitCode = 137, Ports = [] })[0],
            Is.EqualTo("web | exited (137) | - | 20261122-140102-9f3c | 0123456789ab | - | -"));

    [Test]
    public void Shows_a_container_of_no_known_service_by_its_own_name_or_service() =>
        Assert.That(
            Rows(
                Web with { Labels = new Dictionary<string, string>(), Name = "by-hand" },
                Web with { Labels = new Dictionary<string, string> { ["com.docker.compose.service"] = "gone" } })
                .Select(row => row.Split(" | ")[0]),
            Is.EqualTo(new[] { "by-hand", "gone", "web", "worker" }));

    [Test]
    public void Shows_every_replica() => Assert.That(Rows(Web, Web), Has.Exactly(2).StartsWith("web | running"));

    [TestCaseSource(nameof(Ages))]
    public void Tells_an_age_in_one_unit(int seconds, string age) =>
        Assert.That(Rows(Web with { Started = Now.AddSeconds(-seconds) })[0].Split(" | ")[5], Is.EqualTo(age));
}
