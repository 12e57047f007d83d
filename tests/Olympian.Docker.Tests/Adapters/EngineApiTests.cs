using System.Globalization;
using System.Text;
using Olympian.Build.Adapters.Docker;
using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Cleaning;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Adapters;

public sealed class EngineApiTests
{
    private const string Image = "asked/for:1";

    private TestEngine engine = null!;

    [OneTimeSetUp]
    public async Task An_engine_with_an_image()
    {
        engine = await TestEngine.StartNewAsync();
        await TinyBase.ImportAsync(engine.Docker, Image);
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind() => await engine.DisposeAsync();

    [Test]
    public async Task Answers_alike_over_one_connection_that_ends_with_it()
    {
        var before = Connections();
        using (var api = new EngineApi(engine.Docker))
        {
            var asked = new DockerEngine(engine.Docker, connection: api);
            for (var i = 0; i < 20; i++)
            {
                Assert.That((await asked.FindImageAsync(Image, default))?.Tags, Is.EqualTo(new[] { Image }));
            }

            Assert.That(Connections().Except(before).Count(), Is.EqualTo(1));
        }

        Assert.That(Connections().Except(before), Is.Empty);
    }

    [Test]
    public async Task Says_that_the_engine_is_gone_and_goes_on_when_it_is_back()
    {
        using var api = new EngineApi(engine.Docker);
        var asked = new DockerEngine(engine.Docker, connection: api);
        var image = await asked.FindImageAsync(Image, default);

        await engine.StopAsync();
        Assert.That(() => asked.FindImageAsync(Image, default), Throws.TypeOf<EngineUnavailable>().With.Message.Contains("The Docker engine does not answer."));
        await engine.StartAsync();

        Assert.That((await asked.FindImageAsync(Image, default))?.Id, Is.EqualTo(image!.Id));
    }

    [Test]
    public async Task Notices_no_restart_between_two_questions()
    {
        using var api = new EngineApi(engine.Docker);
        var asked = new DockerEngine(engine.Docker, connection: api);
        Assert.That(await asked.FindImageAsync(Image, default), Is.Not.Null);

        await engine.RestartAsync();

        Assert.That(await asked.FindImageAsync(Image, default), Is.Not.Null);
    }

    [Test]
    public async Task Survives_the_end_of_its_connection()
    {
        var before = Connections();
        using var api = new EngineApi(engine.Docker);
        var asked = new DockerEngine(engine.Docker, connection: api);
        await asked.FindImageAsync(Image, default);

        foreach (var process in Connections().Except(before))
        {
            using var connection = System.Diagnostics.Process.GetProcessById(process);
            connection.Kill();
            await connection.WaitForExitAsync();
        }

        Assert.That(await asked.FindImageAsync(Image, default), Is.Not.Null);
    }

    [TestCase("../containers/json")]
    [TestCase("..")]
    [TestCase("a/../../info")]
    [TestCase("asked//for:1")]
    [TestCase("/")]
    [TestCase("")]
    [TestCase("asked/for:1?x=1")]
    [TestCase("asked/for:1#x")]
    [TestCase("asked/for:1 HTTP/1.1\r\nHost: elsewhere")]
    [TestCase("--help")]
    [TestCase("%2e%2e")]
    public async Task Finds_nothing_under_a_name_that_is_none(string name)
    {
        Assert.That(await engine.Facts.FindImageAsync(name, default), Is.Null);
        Assert.That(await engine.Facts.FindContainerAsync(name, default), Is.Null);
    }

    [Test]
    public async Task Ends_at_once_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Assert.That(() => engine.Facts.FindImageAsync(Image, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    // By what the command was started with: other tests' connections are there before, or to other engines.
    private static int[] Connections() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _) && IsConnection($"/proc/{name}/cmdline"))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)),
    ];

    private static bool IsConnection(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(file)).EndsWith("docker\0system\0dial-stdio\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended while we looked.
            return false;
        }
    }
}
