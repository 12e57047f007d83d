using System.Text;
using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Archives;

/// <summary>What an image says of itself.</summary>
public sealed class ImageConfigurationTests
{
    [Test]
    public void Names_what_an_engine_makes_for_its_containers()
    {
        var configuration = Parse(
            """{"config":{"Volumes":{"/data":{},"/größe/":{}},"WorkingDir":"/srv//here"},"rootfs":{"diff_ids":[]}}""");

        Assert.That(configuration.Volumes, Is.EqualTo([EntryPath.OfText("data"), EntryPath.OfText("größe")]));
        Assert.That(configuration.WorkingDirectory, Is.EqualTo(EntryPath.OfText("srv/here")));
    }

    [TestCase("""{"rootfs":{"diff_ids":[]}}""")]
    [TestCase("""{"config":null,"rootfs":{"diff_ids":[]}}""")]
    [TestCase("""{"config":{"Volumes":null,"WorkingDir":""},"rootfs":{"diff_ids":null}}""")]
    public void Names_nothing_where_it_says_nothing(string json)
    {
        var configuration = Parse(json);

        Assert.That(configuration.Volumes, Is.Empty);
        Assert.That(configuration.WorkingDirectory, Is.EqualTo(EntryPath.Root));
    }

    private static ImageConfiguration Parse(string json) => ImageConfiguration.Parse(Encoding.UTF8.GetBytes(json));
}
