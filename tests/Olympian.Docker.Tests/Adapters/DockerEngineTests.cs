using System.Text;
using Olympian.Docker.Tests.Cleaning;

namespace Olympian.Docker.Tests.Adapters;

public sealed class DockerEngineTests
{
    private Sandbox sandbox = null!;
    private string image = null!;

    [OneTimeSetUp]
    public async Task An_image()
    {
        sandbox = await Sandbox.CreateAsync();
        image = await sandbox.BuildAsync(
            "FROM tiny\nVOLUME /data\nRUN echo inside > /file.txt; echo '' > '/with space'\nLABEL a=b\nENV X=1\nENTRYPOINT []\nCMD []", [], $"{sandbox.Project}/thing:1");
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind() => await sandbox.DisposeAsync();

    [Test]
    public async Task Knows_versions_and_plugins()
    {
        var info = await sandbox.Engine.InfoAsync(default);

        Assert.Multiple(() =>
        {
            Assert.That(info.ServerVersion, Is.Not.Empty);
            Assert.That(info.RootDirectory, Does.StartWith("/"));
            Assert.That(info.BuildxVersion, Is.Not.Null);
            Assert.That(info.ComposeVersion, Is.Not.Null);
        });
    }

    [Test]
    public async Task Reads_a_file_out_of_an_image_and_leaves_no_container()
    {
        var content = await sandbox.Engine.ReadImageFileAsync(image, "/file.txt", default);

        Assert.Multiple(async () =>
        {
            Assert.That(Encoding.UTF8.GetString(content!), Is.EqualTo("inside\n"));
            Assert.That((await sandbox.Engine.ContainersAsync(default)).Count(container => container.ImageId == image), Is.Zero);
        });
    }

    [TestCase("/no/such/file")]
    [TestCase("/data")]
    public async Task Finds_no_file_at(string path) => Assert.That(await sandbox.Engine.ReadImageFileAsync(image, path, default), Is.Null);

    [Test]
    public async Task Finds_nothing_under_a_name_that_is_not_there()
    {
        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.Engine.FindImageAsync("no/such:image", default), Is.Null);
            Assert.That(await sandbox.Engine.FindContainerAsync("no-such-container", default), Is.Null);
        });
    }

    [Test]
    public async Task Matches_a_labels_value_exactly()
    {
        Assert.Multiple(async () =>
        {
            Assert.That((await sandbox.Engine.ImagesWithLabelAsync("org.olympian.test", sandbox.Project, default)).Select(found => found.Id), Is.EqualTo(new[] { image }));
            Assert.That(await sandbox.Engine.ImagesWithLabelAsync("org.olympian.test", sandbox.Project[..^1], default), Is.Empty);
        });
    }

    [Test]
    public async Task Knows_the_size_of_each_layer()
    {
        var facts = (await sandbox.Engine.FindImageAsync(image, default))!;

        var layers = await sandbox.Engine.LayerBytesAsync(facts, default);

        Assert.Multiple(() =>
        {
            Assert.That(layers, Has.Count.EqualTo(facts.Layers.Count));
            Assert.That(layers.Values.Sum(), Is.EqualTo(facts.Bytes));
        });
    }

    [Test]
    public async Task Tells_no_sizes_of_an_image_that_is_gone()
    {
        var facts = (await sandbox.Engine.FindImageAsync(image, default))!;

        Assert.That(await sandbox.Engine.LayerBytesAsync(facts with { Id = $"sha256:{new string('0', 64)}" }, default), Is.Empty);
    }

    [Test]
    public async Task Knows_a_containers_state()
    {
        var id = await sandbox.ContainerAsync(image, "a-stack", running: true);
        var running = (await sandbox.Engine.FindContainerAsync(id, default))!;
        await sandbox.Docker.RunAsync(new("container", "kill", id), default);
        var ended = (await sandbox.Engine.ContainersWithLabelAsync("org.olympian.test", sandbox.Project, default)).Single(container => container.Id == id);

        Assert.Multiple(() =>
        {
            Assert.That(running.State.ToString(), Is.EqualTo("Running"));
            Assert.That(running.Started, Is.Not.Null);
            Assert.That(running.Finished, Is.Null);
            Assert.That(running.ImageId, Is.EqualTo(image));
            Assert.That(ended.State.ToString(), Is.EqualTo("Exited"));
            Assert.That(ended.ExitCode, Is.EqualTo(137));
        });

        await sandbox.Docker.RunAsync(new("container", "rm", "--volumes", id), default);
    }
}
