using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>
/// The main job on the sample application, through <c>build.sh</c>, as one story: each chapter finds what the one before it left.
/// The source is a repository of its own in a directory with a space.
/// </summary>
[TestFixture]
public sealed class SampleTests
{
    private const string Message = "Does this survive?";
    private const string Fallback = "There is no such conversation in this session.";

    private static readonly string[] Services = ["backend", "frontend"];

    private Stack stack = null!;
    private string source = null!;
    private string conversation = null!;

    private string Page => Path.Combine(source, "packages", "client", "index.html");

    private string Routes => Path.Combine(source, "packages", "server", "src", "routes.ts");

    [OneTimeSetUp]
    public async Task A_project_of_its_own()
    {
        stack = await Stack.CreateAsync(withSources: true);
        source = Path.Combine(stack.Directory, "my olympian");
        Trees.Copy(Path.Combine(Checkout.Original, "docker", "sample"), source, ["node_modules", "dist", "dist-tests"]);
        stack.Always($"--source={source}");
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=e2e", "-c", "user.email=e2e@example.org", "commit", "--quiet", "--message", "a source tree");
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind() => await stack.DisposeAsync();

    [Test, Order(1)]
    public async Task The_main_job_ends_well()
    {
        var ended = await stack.RunScriptAsync("QuickDockerMulti");

        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        Assert.That(ended.Output, Does.Contain("Backend build completed successfully"));
        Assert.That(ended.Output, Does.Contain("Frontend build completed successfully"));
        Assert.That(ended.Output, Does.Match("SUCCESS: release .* runs, [0-9]+ claims checked"));
    }

    [TestCase("VerifyImages", "SUCCESS: 4 images are what was built and pulled.")]
    [TestCase("Heal", "SUCCESS: nothing is damaged.")]
    [Order(2)]
    public async Task Nothing_of_it_is_called_damaged(string target, string said)
    {
        var ended = await stack.RunScriptAsync(target);

        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        Assert.That(ended.Output, Does.Match("ok  build cache +[1-9][0-9]+ +cache +intact").And.Contain(said));
    }

    [Test, Order(2)]
    public async Task File_labels_arguments_and_answer_name_the_same_build()
    {
        var arguments = stack.BuildArguments();
        var commit = (await GitAsync("rev-parse", "--short", "HEAD")).Trim();
        var info = await stack.BuildInfoAsync();
        string[] lines =
        [
            $"Build Date: {arguments["BUILD_DATE"]}", $"Git Commit: {arguments["GIT_COMMIT"]}", $"Source Hash: {arguments["SOURCE_HASH"]}",
            $"Cache Bust: {arguments["CACHE_BUST"]}",
        ];

        Assert.Multiple(async () =>
        {
            Assert.That(arguments["GIT_COMMIT"], Is.EqualTo(commit));
            Assert.That(info["buildDate"], Is.EqualTo(arguments["BUILD_DATE"]));
            Assert.That(info["gitCommit"], Is.EqualTo(arguments["GIT_COMMIT"]));
            Assert.That(info["sourceHash"], Is.EqualTo(arguments["SOURCE_HASH"]));
            Assert.That(info["cacheBust"], Is.EqualTo(arguments["CACHE_BUST"]));
            Assert.That((await stack.Http.GetStringAsync("/build-info.txt")).TrimEnd('\n').Split('\n'), Is.EqualTo(lines));
            foreach (var service in Services)
            {
                var file = await stack.AskAsync("container", "exec", $"{stack.Name}-{service}", "cat", "/app/build_info.txt");
                Assert.That(file.Split('\n'), Is.EqualTo(lines), service);

                var image = await stack.InspectAsync("image", $"{stack.Name}/{service}:current");
                string? Label(string name) => image.GetProperty("Config").GetProperty("Labels").GetProperty(name).GetString();
                Assert.That(Label("org.olympian.build-date"), Is.EqualTo(arguments["BUILD_DATE"]), service);
                Assert.That(Label("org.olympian.commit"), Is.EqualTo(arguments["GIT_COMMIT"]), service);
                Assert.That(Label("org.olympian.source-hash"), Is.EqualTo(arguments["SOURCE_HASH"]), service);
                Assert.That(Label("org.olympian.cache-bust"), Is.EqualTo(arguments["CACHE_BUST"]), service);
                Assert.That(Label("org.opencontainers.image.created"), Is.EqualTo(arguments["BUILD_DATE"]), service);
                Assert.That(Label("org.opencontainers.image.revision"), Is.EqualTo(arguments["GIT_COMMIT"]), service);
            }
        });
    }

    [Test, Order(3)]
    public async Task The_page_is_served_with_its_script()
    {
        var page = await stack.Http.GetStringAsync("/");
        var script = Regex.Match(page, "src=\"(/assets/[^\"]+\\.js)\"").Groups[1].Value;

        Assert.That(page, Does.Contain("<title>Olympian</title>"));
        Assert.That((await stack.Http.GetAsync(new Uri(script, UriKind.Relative))).IsSuccessStatusCode, Is.True, script);
    }

    [Order(4)]
    [TestCase("backend", "1000:1000")]
    [TestCase("frontend", "101:101")]
    [TestCase("edge", "101:101")]
    public async Task Containers_have_no_more_rights_than_they_need(string service, string user)
    {
        var container = await stack.InspectAsync("container", $"{stack.Name}-{service}");
        var host = container.GetProperty("HostConfig");

        Assert.Multiple(() =>
        {
            Assert.That(container.GetProperty("Config").GetProperty("User").GetString(), Is.EqualTo(user));
            Assert.That(host.GetProperty("ReadonlyRootfs").GetBoolean(), Is.True);
            Assert.That(host.GetProperty("Privileged").GetBoolean(), Is.False);
            Assert.That(Texts(host.GetProperty("SecurityOpt")), Does.Contain("no-new-privileges:true"));
            Assert.That(Texts(host.GetProperty("CapDrop")), Is.EqualTo(new[] { "ALL" }));
            Assert.That(host.GetProperty("CapAdd").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(host.GetProperty("Memory").GetInt64(), Is.Positive);
            Assert.That(host.GetProperty("PidsLimit").GetInt64(), Is.Positive);
            Assert.That(host.GetProperty("LogConfig").GetProperty("Config").GetProperty("max-size").GetString(), Is.EqualTo("10m"));
            Assert.That(host.GetProperty("LogConfig").GetProperty("Config").GetProperty("max-file").GetString(), Is.EqualTo("3"));
        });
    }

    [Test, Order(5)]
    public async Task Only_the_page_is_published()
    {
        var containers = await stack.Engine.ContainersWithLabelAsync("com.docker.compose.project", stack.Name, default);

        Assert.That(
            containers.Select(container => container.Name).Order(StringComparer.Ordinal),
            Is.EqualTo(Services.Append("edge").Order(StringComparer.Ordinal).Select(service => $"{stack.Name}-{service}")));
        Assert.That(
            containers.SelectMany(container => container.Ports.Select(port => $"{container.Name} {port.HostAddress}:{port.HostPort}")),
            Is.EqualTo(new[] { $"{stack.Name}-edge 127.0.0.1:{stack.Port}" }));
    }

    [Test, Order(6)]
    public async Task Verify_finds_every_claim_true()
    {
        var ended = await stack.RunScriptAsync("Verify");

        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        Assert.That(ended.Lines, Has.None.StartsWith("NO "));
    }

    [Test, Order(7)]
    public async Task A_conversation_is_stored()
    {
        var created = await stack.Http.PostAsJsonAsync("/api/conversations", new { title = "e2e" });
        conversation = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        var written = await stack.Http.PostAsJsonAsync($"/api/conversations/{conversation}/messages", new { content = Message });
        written.EnsureSuccessStatusCode();

        await HasConversationAsync();
    }

    [Test, Order(8)]
    public async Task A_byte_of_each_package_reaches_page_and_backend_and_the_conversation_stays()
    {
        var before = await stack.BuildInfoAsync();
        var edge = await ContainerAsync("edge");
        await ReplaceAsync(Page, "<title>Olympian</title>", "<title>Olympiam</title>");
        await ReplaceAsync(Routes, Fallback, "There is no such conversation in this sessiom.");

        var ended = await stack.RunScriptAsync("QuickDockerMulti");

        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        Assert.That(ended.Output, Does.Match("While it was switched, /: 0 of [1-9][0-9]+ requests failed"));
        Assert.That(ended.Output, Does.Match("While it was switched, /api/health: [0-9]+ of [1-9][0-9]+ requests failed"));
        Assert.That(await ContainerAsync("edge"), Is.EqualTo(edge), "the proxy stays");
        var info = await stack.BuildInfoAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(info["sourceHash"], Is.Not.EqualTo(before["sourceHash"]));
            Assert.That(info["gitCommit"], Is.EqualTo($"{before["gitCommit"]}-dirty"));
            Assert.That(await stack.Http.GetStringAsync("/"), Does.Contain("<title>Olympiam</title>"));
            var missing = await stack.Http.GetAsync(new Uri("/api/conversations/none", UriKind.Relative));
            Assert.That(await missing.Content.ReadAsStringAsync(), Does.Contain("in this sessiom."));
            await HasConversationAsync();
        });
    }

    private async Task<string?> ContainerAsync(string service) =>
        (await stack.Engine.FindContainerAsync($"{stack.Name}-{service}", default))?.Id;

    [Test, Order(9)]
    public async Task The_conversation_survives_stop_start_and_restart()
    {
        await stack.DoAsync("Stop");
        await stack.DoAsync("UpProd");
        await HasConversationAsync();

        await stack.DoAsync("Restart");
        await HasConversationAsync();
    }

    [Test, Order(10)]
    public async Task A_source_that_does_not_compile_changes_nothing_that_runs()
    {
        var info = await stack.BuildInfoAsync();
        var routes = await File.ReadAllTextAsync(Routes);
        await File.WriteAllTextAsync(Routes, routes + "\nconst wrong: number = 'text';\n");

        var ended = await stack.RunAsync("QuickDockerMulti");
        await File.WriteAllTextAsync(Routes, routes);

        ended.IsRefusal(
            1,
            "The image of service 'backend' was not built.",
            "RUN npm run build:shared && npm run build:server",
            "error TS2322",
            "backend.log");
        Assert.That(await stack.BuildInfoAsync(), Is.EqualTo(info));
        await HasConversationAsync();
    }

    [Test, Order(11)]
    public async Task Secrets_are_nowhere_but_where_they_belong()
    {
        const string password = "Pw-3f9c1d77e2";
        var environment = new Dictionary<string, string?> { ["MONGODB_URI"] = $"mongodb://olympian:{password}@db.invalid:27017/olympian" };

        // Its own settings file: the deployment goes on with the store it has.
        var envFile = Path.Combine(stack.Directory, "external.env");
        var ended = await stack.RunAsync(
            "EnvMulti", environment, "--target=BuildProd", "--skip-probes", "--verbosity=diagnostic", $"--env-file={envFile}");
        Assert.That(ended.ExitCode, Is.Zero, ended.Output);

        var settings = await File.ReadAllTextAsync(envFile);
        Assert.That(settings, Does.Contain(password));
        var secrets = Regex.Matches(settings, "^(?:JWT|SESSION)_SECRET=[\"']?([^\"'\n]+)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).Append(password).ToArray();
        Assert.That(secrets, Has.Length.EqualTo(3));

        var shown = new Dictionary<string, string> { ["console"] = ended.Output };
        foreach (var file in Directory.EnumerateFiles(stack.Checkout.Artifacts, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Path.Combine(stack.Checkout.Artifacts, "host"), StringComparison.Ordinal)))
        {
            shown[file] = await File.ReadAllTextAsync(file);
        }

        foreach (var image in await stack.ImagesAsync())
        {
            shown[$"history of {image}"] = await stack.AskAsync("image", "history", "--no-trunc", image);
            shown[$"configuration of {image}"] = await stack.AskAsync("image", "inspect", image);
        }

        Assert.Multiple(() =>
        {
            Assert.That(shown, Has.Count.GreaterThan(8));
            foreach (var (place, text) in shown)
            {
                Assert.That(secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)), Is.Empty, place);
            }
        });
    }

    [Test, Order(12)]
    public async Task A_termination_lets_the_backend_end_in_order()
    {
        var backend = $"{stack.Name}-backend";
        await stack.AskAsync("container", "stop", backend);

        var state = (await stack.InspectAsync("container", backend)).GetProperty("State");
        var logs = await stack.Docker.RunAsync(new("container", "logs", "--tail=5", backend), default);
        Assert.Multiple(() =>
        {
            Assert.That(state.GetProperty("ExitCode").GetInt32(), Is.Zero);
            Assert.That(logs.StandardOutput, Does.Contain("\"message\":\"Stopped.\""));
        });
    }

    [Test, Order(13)]
    public async Task The_samples_own_tests_pass_in_its_build()
    {
        var dockerfile = Path.Combine(stack.Checkout.Root, "docker", "backend", "Dockerfile");
        var nodeImage = (await Bases.OptionsAsync())[0].Replace("--node-image=", "NODE_IMAGE=", StringComparison.Ordinal);

        using var build = HostProcess.Start(
            "docker",
            [
                "buildx", "build", "--progress=plain", "--target=test", "--output=type=cacheonly", "--build-arg", nodeImage,
                "--build-arg", $"COMPOSE_PROJECT_NAME={stack.Name}", "--build-arg", $"CACHE_BUST={stack.Name}",
                "--file", dockerfile, source,
            ],
            new Dictionary<string, string?>(),
            stack.Directory);
        var ended = await build.EndAsync(Stack.Limit);

        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        Assert.Multiple(() =>
        {
            Assert.That(Sum(ended, "pass"), Is.Positive, ended.Output);
            Assert.That(Sum(ended, "fail"), Is.Zero, ended.Output);
        });
    }

    // Node's runner ends with a line for each count, such as "# pass 41" or, on a terminal, "ℹ pass 41"; one block for each workspace.
    private static int Sum(Ended ended, string count) =>
        Regex.Matches(ended.Output, $"[#ℹ] {count} ([0-9]+)")
            .Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(element => element.GetString());

    private static async Task ReplaceAsync(string file, string text, string by)
    {
        var content = await File.ReadAllTextAsync(file);
        Assert.That(content, Does.Contain(text));
        await File.WriteAllTextAsync(file, content.Replace(text, by, StringComparison.Ordinal));
    }

    private async Task HasConversationAsync()
    {
        var found = await stack.Http.GetFromJsonAsync<JsonElement>($"/api/conversations/{conversation}");
        Assert.That(found.GetProperty("messages")[0].GetProperty("content").GetString(), Is.EqualTo(Message));
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        using var git = HostProcess.Start("git", ["-C", source, .. arguments], new Dictionary<string, string?>(), source);
        var ended = await git.EndAsync(TimeSpan.FromMinutes(1));
        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        return ended.Output;
    }
}
