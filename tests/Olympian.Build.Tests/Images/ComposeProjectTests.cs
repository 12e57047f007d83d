using Olympian.Deployment;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class ComposeProjectTests
{
    private static readonly ComposeProject Demo = ComposeProject.Parse(RecordedText.Of("compose.json"));
    private static readonly ComposeService Web = Demo.Services.Single(service => service.Name == "web");
    private static readonly ComposeService Inline = Demo.Services.Single(service => service.Name == "inline");

    [Test]
    public void Reads_names_in_order() =>
        Assert.Multiple(() =>
        {
            Assert.That(Demo.Name, Is.EqualTo("demo"));
            Assert.That(Demo.Services.Select(service => service.Name), Is.EqualTo(new[] { "inline", "store", "web" }));
            Assert.That(Demo.BuiltServices.Select(service => service.Name), Is.EqualTo(new[] { "inline", "web" }));
            Assert.That(Demo.Volumes, Is.EqualTo(new[] { "demo_data" }));
        });

    [Test]
    public void Reads_what_a_service_is() =>
        Assert.Multiple(() =>
        {
            Assert.That(Web.Image, Is.EqualTo("demo/web"));
            Assert.That(Web.ContainerName, Is.EqualTo("demo-web"));
            Assert.That(Web.BuildInfoPath, Is.EqualTo("/api/build-info"));
            Assert.That(Web.BuildInfoFile, Is.EqualTo("/app/build_info.txt"));
            Assert.That(Inline.Image, Is.Null);
            Assert.That(Inline.ContainerName, Is.Null);
            Assert.That(Inline.BuildInfoPath, Is.Null);
            Assert.That(Inline.BuildInfoFile, Is.Null);
        });

    [Test]
    public void Reads_fixed_ports_and_no_ranges() =>
        Assert.That(Web.Ports, Is.EqualTo(new PublishedPort[]
        {
            new("127.0.0.1", 8443, 443, "tcp"),
            new("0.0.0.0", 8080, 80, "tcp"),
            new("0.0.0.0", 9000, 9000, "tcp"),
            new("0.0.0.0", 9001, 9001, "tcp"),
            new("0.0.0.0", 5353, 53, "udp"),
            new("::1", 8444, 444, "tcp"),
        }));

    [Test]
    public void Reads_how_an_image_is_built()
    {
        var build = Web.Build!;
        Assert.Multiple(() =>
        {
            Assert.That(build.ContextDirectory, Is.EqualTo("/home/me/shop/web"));
            Assert.That(build.Dockerfile, Is.EqualTo("/home/me/shop/docker/Web.Dockerfile"), "relative to the context");
            Assert.That(build.DockerfileInline, Is.Null);
            Assert.That(build.Target, Is.EqualTo("final"));
            Assert.That(build.Arguments, Is.EqualTo(new Dictionary<string, string?> { ["EMPTY"] = "", ["PRICE"] = "5$ = 3" }));
            Assert.That(build.AdditionalContexts, Is.EqualTo(new Dictionary<string, string>
            {
                ["base"] = "docker-image://node:22",
                ["conf"] = "/home/me/shop/conf",
            }));
            Assert.That(build.Labels, Is.EqualTo(new Dictionary<string, string> { ["team"] = "the a$ team" }));
            Assert.That(build.Platforms, Is.EqualTo(new[] { "linux/amd64" }));
            Assert.That(build.Network, Is.EqualTo("host"));
            Assert.That(build.ExtraHosts, Is.EqualTo(new[] { "registry=10.0.0.1" }));
            Assert.That(build.Secrets, Is.EqualTo(new[] { "id=npmrc,src=/home/me/shop/npmrc", "id=api-token,env=API_TOKEN" }));
            Assert.That(build.Ssh, Is.EqualTo(new[] { "default" }));
            Assert.That(build.SharedMemorySize, Is.EqualTo("67108864"));
        });
    }

    [Test]
    public void Reads_a_dockerfile_that_stands_in_the_compose_file() =>
        Assert.Multiple(() =>
        {
            Assert.That(Inline.Build!.DockerfileInline, Is.EqualTo("FROM scratch\nENV PRICE=\"$5\"\n"));
            Assert.That(Inline.Build!.Dockerfile, Is.Null);
        });

    [Test]
    public void Takes_a_dockerfile_by_its_absolute_path() =>
        Assert.That(
            Parse("""{"name":"x","services":{"a":{"build":{"context":"/src","dockerfile":"/docker/a/Dockerfile"}}}}""")
                .Services[0].Build!.Dockerfile,
            Is.EqualTo("/docker/a/Dockerfile"));

    [Test]
    public void Refuses_what_a_build_here_would_drop() =>
        Assert.That(
            () => ComposeProject.Parse(RecordedText.Of("compose-refused.json")),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith(
                "Service 'web' asks for build settings that this build does not pass on: isolation, ulimits, privileged.\n"
                + "Expected only: additional_contexts, args, context,"));

    [TestCase("", "no JSON")]
    [TestCase("time=\"2026\" level=warning", "a warning in place of JSON")]
    [TestCase("[]", "not an object")]
    [TestCase("null", "nothing")]
    [TestCase("{}", "no name")]
    [TestCase("""{"name":"x","services":{"a":{"build":{"dockerfile":"D"}}}}""", "no context")]
    [TestCase("""{"name":"x","services":{"a":{"build":"."}}}""", "a build in short form, which compose never prints")]
    [TestCase("""{"name":"x","services":{"a":7}}""", "a service that is none")]
    [TestCase("""{"name":"x","services":{"a":{"build":{"context":"/","secrets":[{"source":"s"}]}}}}""", "a secret that is not defined")]
    [TestCase("""{"name":"x","services":{"a":{"build":{"context":"/","secrets":["s"]}}}}""", "a secret in short form")]
    [TestCase("""{"name":"x","services":{"a":{"ports":[{"published":"80","target":"web"}]}}}""", "a port that is none")]
    public void Refuses_what_compose_never_prints(string json, string reason) =>
        Assert.That(
            () => ComposeProject.Parse(json),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("Compose did not print the project as JSON."),
            reason);

    private static ComposeProject Parse(string json) => ComposeProject.Parse(json);

    [TestCase("{}", 2100)]
    [TestCase("""{"org.olympian.names-kept":"0.7s"}""", 700)]
    public void Knows_for_how_long_a_name_is_kept(string labels, int milliseconds) =>
        Assert.That(WithLabels(labels).Services[0].NamesKept, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));

    [TestCase("soon")]
    [TestCase("700ms")]
    [TestCase("0")]
    [TestCase("")]
    public void Refuses_what_is_no_length_of_time(string text) =>
        Assert.That(
            () => WithLabels($$"""{"org.olympian.names-kept":"{{text}}"}"""),
            Throws.TypeOf<UsageFailure>().With.Property(nameof(UsageFailure.ExpectedAndActual)).EqualTo($"Expected seconds such as 0.7s, found '{text}'."));

    [Test]
    public void Knows_what_ends_by_itself_and_how_many_replicas_there_must_be()
    {
        // As compose 2.26.1 printed it for scale: 0, deploy.replicas: 2 and a migration that others wait for.
        var project = ComposeProject.Parse("""
            {"name":"zz","services":{
              "a":{"command":null,"image":"x","scale":0},
              "b":{"command":null,"depends_on":{"m":{"condition":"service_completed_successfully","required":true}},"deploy":{"replicas":2,"resources":{},"placement":{}},"image":"x"},
              "m":{"command":null,"image":"x","restart":"no"}}}
            """);

        Assert.That(
            project.Services.Select(service => (service.Name, service.Replicas, service.EndsByItself)),
            Is.EqualTo(new[] { ("a", 0, false), ("b", 2, false), ("m", 1, true) }));
    }

    private static ComposeProject WithLabels(string labels) =>
        ComposeProject.Parse("""{"name":"x","services":{"a":{"labels":""" + labels + "}}}");
}
