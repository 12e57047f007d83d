using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Olympian.Build.Adapters.Docker;
using Olympian.Deployment;
using Olympian.Deployment.Settings;
using Olympian.Docker.Tests.Cleaning;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Settings;

/// <summary>Holds our reading and writing of <c>.env</c> against compose's own, and against what a container gets.</summary>
/// <remarks>OLYMPIAN_SUITE=full runs more generated cases; OLYMPIAN_SEED repeats a run.</remarks>
public sealed class DotEnvOracleTests
{
    private static readonly string[] HandPicked =
    [
        "", " ", "  a  ", "a b", "it's", "say \"hi\"", "'", "\"", "''", "\"\"", "\\", "\\\\", "a\\", "\\n", "\n", "\r", "\r\n", "a\nb\n", "\t", "$", "$$", "$HOME", "${HOME}", "\\$", "a$",
        "#", "a#b", "a #b", "# a", "=", "a=b", "=a", ":", "`id`", "$(id)", "%PATH%", "!", "*", "~", "null", "true", "0123", "é€😀", "e\u0301", "\u0085", "\u00A0a\u00A0", "\u2028", "\uFEFF",
        "\u0001\u0007\u001B\u007F", "p@ss'w\"o\\r$d#1 2\n3", "mongodb://u:p%40ss@h:27017/app?replicaSet=rs0&w=majority", "{\"json\": [1, \"$x\"]}", "export A=1", "A=1\nB=2",
    ];

    private ComposeReading compose = null!;

    private static bool IsFullSuite => Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full";

    [SetUp]
    public void Start() => compose = new();

    [TearDown]
    public void Stop() => compose.Dispose();

    [Test]
    public async Task Compose_reads_every_value_that_we_write()
    {
        var generator = new DotEnvGenerator(Seed.Printed());
        var values = HandPicked.Concat(Enumerable.Range(0, IsFullSuite ? 3000 : 400).Select(_ => generator.Value()))
            .Select((value, index) => KeyValuePair.Create($"KEY_{index}", value))
            .ToDictionary();

        var read = await compose.ReadAsync(Written(values), values.Keys);

        Assert.That(Differences(values, read!), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_container_gets_every_value_that_we_write(bool withEnvFile)
    {
        var generator = new DotEnvGenerator(Seed.Printed());
        var values = HandPicked.Concat(Enumerable.Range(0, 100).Select(_ => generator.Value()))
            .Select((value, index) => KeyValuePair.Create($"KEY_{index}", value))
            .ToDictionary();
        var docker = new DockerCli("docker", "./build.sh --target=Test --bootstrap");
        var image = $"olympian-test/dotenv:{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await TinyBase.ImportAsync(docker, image);
        try
        {
            Assert.That(Differences(values, await compose.RunAsync(Written(values), image, values.Keys, withEnvFile)), Is.Empty);
        }
        finally
        {
            await docker.RunAsync(new("image", "rm", image), CancellationToken.None);
        }
    }

    [Test]
    public async Task We_read_every_file_as_compose_does()
    {
        var generator = new DotEnvGenerator(Seed.Printed());
        var different = new List<string>();
        for (var round = 0; round < (IsFullSuite ? 1500 : 100); round++)
        {
            var text = generator.FileText();
            var theirs = await compose.ReadAsync(Encoding.UTF8.GetBytes(text), DotEnvGenerator.Keys);
            var ours = Ours(text);
            if ((theirs is null) != (ours is null) || (ours is not null && Differences(ours, theirs!).Count > 0))
            {
                different.Add($"{Shown(text)}: ours {Shown(ours)}, compose's {Shown(theirs)}");
            }
        }

        Assert.That(different, Is.Empty);
    }

    [Test]
    public async Task Compose_reads_a_value_changed_in_place_and_all_others_as_before()
    {
        var generator = new DotEnvGenerator(Seed.Printed());
        for (var round = 0; round < (IsFullSuite ? 300 : 30); round++)
        {
            var text = generator.FileText();
            var value = generator.Value();
            if (Ours(text) is null)
            {
                continue;
            }

            var changed = DotEnvFile.Parse(Encoding.UTF8.GetBytes(text), "generated").Set("B", value);
            var expected = new Dictionary<string, string>(Ours(Encoding.UTF8.GetString(changed.ToBytes()))!) { ["B"] = value };

            Assert.That(
                Differences(expected, (await compose.ReadAsync(changed.ToBytes(), DotEnvGenerator.Keys))!),
                Is.Empty,
                $"{Shown(text)} with B set to {Shown(value)}");
        }
    }

    private static byte[] Written(Dictionary<string, string> values) =>
        values.Aggregate(DotEnvFile.Empty("generated"), (file, pair) => file.Set(pair.Key, pair.Value)).ToBytes();

    private static Dictionary<string, string>? Ours(string text)
    {
        try
        {
            var read = DotEnvFile.Parse(Encoding.UTF8.GetBytes(text), "generated").Read(new Dictionary<string, string>());
            return DotEnvGenerator.Keys.ToDictionary(key => key, key => read.GetValueOrDefault(key, ComposeReading.Unset));
        }
        catch (UsageFailure)
        {
            return null;
        }
    }

    private static List<string> Differences(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual) =>
    [
        .. expected
            .Where(pair => actual.GetValueOrDefault(pair.Key) != pair.Value)
            .Select(pair => $"{pair.Key}: expected {Shown(pair.Value)}, got {Shown(actual.GetValueOrDefault(pair.Key))}"),
    ];

    private static string Shown(object? value) => JsonSerializer.Serialize(value);
}
