using System.Formats.Tar;
using System.Text;
using System.Text.RegularExpressions;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Secrets that are to be found in no place but those that need them, whatever target runs and however it ends.</summary>
public sealed class PlantedSecretsTests
{
    private const string Jwt = "planted-jwt-3f9c1d77e2aa41b0c5d6e7f8a9b0c1d2";
    private const string Session = "planted-session-77e2aa41b0c5d6e7f8a9b0c1d23f9c1d";
    private const string Password = "planted-pass/word 9b0c1d2";

    // What is no secret and stands where secrets must not: the search can find something.
    private const string Control = "planted-control-5d6e7f8a";

    private static readonly string[] Secrets = [Jwt, Session, Password, Uri.EscapeDataString(Password)];

    private readonly Dictionary<string, string> shown = [];

    [Test]
    public async Task Are_in_no_output_record_image_or_command_line()
    {
        await using var stack = await Stack.CreateAsync();
        var application = TinyApplication.In(stack.Directory);
        stack.Always([.. application.Options, "--verbosity=diagnostic", "--skip-probes", $"--allowed-origins=http://{Control}.example.org"]);
        application.WriteCompose(
            """
                environment:
                  JWT_SECRET: ${JWT_SECRET}
                  SESSION_SECRET: ${SESSION_SECRET}
                  MONGODB_URI: ${MONGODB_URI:-}
                  CONTROL: ${ALLOWED_ORIGINS:-}
            """);
        var compose = await File.ReadAllTextAsync(application.ComposeFile);
        await File.WriteAllTextAsync(application.ComposeFile, compose.Replace(
            "org.olympian.build-info-path: /api/build-info",
            "org.olympian.build-info-path: /api/build-info\n      org.olympian.secret-files: JWT_SECRET SESSION_SECRET MONGODB_URI", StringComparison.Ordinal));
        application.WriteDockerfile(Leak(Jwt));
        await File.WriteAllTextAsync(stack.EnvFile, $"JWT_SECRET={Jwt}\nSESSION_SECRET={Session}\nMONGODB_MODE=external\nMONGODB_URI=mongodb://u:{Uri.EscapeDataString(Password)}@db.invalid:27017/olympian\n");

        using var watched = new CancellationTokenSource();
        var commandLines = WatchCommandLinesAsync(watched.Token);
        foreach (var run in (string[][])
        [
            ["QuickDockerMulti"], ["Status"], ["Verify"], ["VerifyImages"], ["Logs"], ["Releases"], ["Audit"], ["Heal"], ["Restart"], ["BuildProd", "--target=UpProd"], ["Rollback"],
            ["Stop"], ["UpProd"], ["CleanBuildMulti"], ["PruneImages"], ["Unlock"], ["DestroyData"], ["BackupData"], ["QuickDockerMulti", "--app-port=nonsense"], ["Rollback", "--release=none"],
        ])
        {
            shown[$"console of {string.Join(' ', run)}"] = (await stack.RunAsync(run[0], run[1..])).Output;
        }

        application.WriteDockerfile($"{Leak(Session)} && exit 3");
        shown["console of a failed build"] = (await stack.RunAsync("BuildProdUltraClean")).Output;
        await watched.CancelAsync();
        shown["command lines"] = await commandLines;

        foreach (var file in Directory.EnumerateFiles(stack.Checkout.Artifacts, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file);
            shown[file] = text + Decoded(text);
        }

        foreach (var image in await stack.ImagesAsync())
        {
            shown[$"history of {image}"] = await stack.AskAsync("image", "history", "--no-trunc", image);
            shown[$"configuration and labels of {image}"] = await stack.AskAsync("image", "inspect", image);
            shown[$"layers of {image}"] = await LayersAsync(stack, image);
        }

        shown["container"] = await stack.AskAsync("container", "inspect", $"{stack.Name}-web");
        var inside = await stack.AskAsync("container", "exec", $"{stack.Name}-web", "sh", "-c", "cat /run/secrets/JWT_SECRET; env");

        Assert.Multiple(() =>
        {
            foreach (var (place, text) in shown)
            {
                Assert.That(Secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)), Is.Empty, place);
            }

            // The search finds what is there, and the container has what it needs.
            Assert.That(shown["container"], Does.Contain(Control));
            Assert.That(shown["console of a failed build"], Does.Contain($"leaked [REDACTED] and {Control}"));
            Assert.That(shown.Where(place => place.Key.EndsWith(".progress.json", StringComparison.Ordinal)).Select(place => place.Value), Has.Some.Contains(Control));
            Assert.That(shown["command lines"], Does.Contain(stack.Name));
            Assert.That(inside, Does.StartWith(Jwt).And.Contain("JWT_SECRET_FILE=/run/secrets/JWT_SECRET").And.Contain("JWT_SECRET=\n"));
        });
        await TestContext.Out.WriteLineAsync($"{Secrets.Length} forms of 3 secrets looked for in {shown.Count} places, {shown.Values.Sum(text => (long)text.Length)} characters");
    }

    // A build that prints what it should not have been given. It is written backwards, so that the instruction itself does not hold it.
    private static string Leak(string secret) =>
        $"RUN node -e \"console.log('leaked ' + '{new string([.. secret.Reverse()])}'.split('').reverse().join('') + ' and {Control}')\"";

    // BuildKit's raw record holds what a step printed in base64.
    private static string Decoded(string text)
    {
        var decoded = new StringBuilder();
        foreach (Match match in Regex.Matches(text, "\"data\":\"([A-Za-z0-9+/=]+)\""))
        {
            decoded.Append(Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value)));
        }

        return decoded.ToString();
    }

    private static async Task<string> LayersAsync(Stack stack, string image)
    {
        var file = Path.Combine(stack.Directory, "saved.tar");
        await stack.AskAsync("image", "save", "--output", file, image);
        var text = new StringBuilder();
        await using (var saved = File.OpenRead(file))
        await using (var archive = new TarReader(saved))
        {
            while (await archive.GetNextEntryAsync() is { } entry)
            {
                // Whole bases are nobody's secret; what this build added is small.
                if (entry is { DataStream: { } content, Length: < 5_000_000 })
                {
                    using var bytes = new MemoryStream();
                    await content.CopyToAsync(bytes);
                    text.Append(Encoding.Latin1.GetString(bytes.ToArray()));
                }
            }
        }

        File.Delete(file);
        return text.ToString();
    }

    private static async Task<string> WatchCommandLinesAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var directory in Directory.EnumerateDirectories("/proc").Where(directory => int.TryParse(Path.GetFileName(directory), out _)))
            {
                try
                {
                    seen.Add((await File.ReadAllTextAsync(Path.Combine(directory, "cmdline"), CancellationToken.None)).Replace('\0', ' '));
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    // It ended while we looked.
                }
            }

            await Task.Delay(20, CancellationToken.None);
        }

        return string.Join('\n', seen);
    }
}
