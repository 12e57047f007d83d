using Olympian.Deployment;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Tests.Settings;

public sealed class ConfigureDeploymentTests
{
    private static readonly string FirstFile =
        """
        # Settings of this deployment, written by ./build.sh --target=EnvMulti and read by Docker Compose.
        # Edit by hand as you like: comments, order and other lines are kept. It holds secrets: never commit it.
        COMPOSE_PROJECT_NAME=olympian
        DEPLOYMENT_MODE=docker-multi-host
        OLLAMA_HOST=http://gpu:11434
        MONGODB_MODE=embedded
        APP_PORT=8080
        APP_ADDRESS=0.0.0.0
        JWT_SECRET=generated-secret-number-00000000000000000001
        SESSION_SECRET=generated-secret-number-00000000000000000002

        """;

    [Test]
    public async Task Writes_what_was_decided_and_no_default_that_would_outlive_its_reason()
    {
        var fixture = new SettingsFixture().WithOption(SettingKeys.OllamaHost, "gpu");

        await RunAsync(fixture);

        Assert.That(fixture.EnvText, Is.EqualTo(FirstFile));
    }

    [Test]
    public async Task Changes_nothing_the_second_time()
    {
        var fixture = new SettingsFixture().WithEnv(FirstFile);

        var second = await RunAsync(fixture);

        Assert.That((second.IsWritten, fixture.Saves, fixture.EnvText), Is.EqualTo((false, 0, FirstFile)));
    }

    [Test]
    public async Task Keeps_comments_order_unknown_keys_and_references()
    {
        var fixture = new SettingsFixture()
            .WithVariable("GPU", "10.0.0.7")
            .WithEnv(FirstFile.Replace("OLLAMA_HOST=http://gpu:11434", "# mine\nMY_KEY='x y' # z\nOLLAMA_HOST=http://${GPU}:11434", StringComparison.Ordinal))
            .WithOption(SettingKeys.AppPort, "81");
        var before = fixture.EnvText!;

        await RunAsync(fixture);

        Assert.That(fixture.EnvText, Is.EqualTo(before.Replace("APP_PORT=8080", "APP_PORT=81", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Generates_secrets_once()
    {
        var fixture = new SettingsFixture();
        await RunAsync(fixture);
        var first = fixture.EnvText;

        await RunAsync(fixture);

        Assert.That(fixture.EnvText, Is.EqualTo(first));
    }

    [Test]
    public async Task Folds_user_and_password_into_the_URI()
    {
        var fixture = new SettingsFixture().WithEnv("MONGODB_URI=db\nMONGODB_USER=me # mine\nMONGODB_PASSWORD='p@ss'\nLAST=1\n");

        await RunAsync(fixture);

        Assert.That(fixture.EnvText, Does.StartWith("MONGODB_URI='mongodb://me:p%40ss@db:27017/'\nLAST=1\n".Replace("'", "", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Empties_the_line_of_a_setting_that_is_taken_back()
    {
        var fixture = new SettingsFixture().WithEnv(FirstFile + "NGINX_IMAGE=nginx:1.20\n").WithOption(SettingKeys.NginxImage, "");

        await RunAsync(fixture);

        Assert.That(fixture.EnvText, Is.EqualTo(FirstFile + "NGINX_IMAGE=''\n"));
    }

    [Test]
    public void Writes_nothing_when_a_service_does_not_answer()
    {
        var fixture = new SettingsFixture().WithOption(SettingKeys.OllamaHost, "gpu");

        var failure = Assert.ThrowsAsync<UsageFailure>(() => RunAsync(fixture, ollama: ProbeReason.Refused));

        Assert.That(
            (fixture.EnvText, failure.Message),
            Is.EqualTo((
                (string?)null,
                "Ollama cannot be used at http://gpu:11434.\n"
                + "Expected an answer from Ollama; told so (12 ms).\n"
                + "Nothing was changed. Start or correct the service, or go on without the check: ./build.sh --target=EnvMulti --skip-probes")));
    }

    [Test]
    public void Tells_of_both_services_at_once()
    {
        var fixture = new SettingsFixture().WithOption(SettingKeys.OllamaHost, "gpu").WithOption(SettingKeys.MongoDbUri, "mongodb://me:hunter2@db/");

        Assert.That(
            () => RunAsync(fixture, ollama: ProbeReason.Refused, mongo: ProbeReason.TimedOut),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith(
                "Neither of the configured services can be used: Ollama at http://gpu:11434, MongoDB at mongodb://me:[REDACTED]@db:27017/."));
    }

    [Test]
    public async Task Asks_no_service_when_told_to_skip()
    {
        var fixture = new SettingsFixture().WithOption(SettingKeys.OllamaHost, "gpu");

        var done = await Application(fixture, ProbeReason.Refused, ProbeReason.Refused).RunAsync(fixture.Request, null, skipProbes: true, default);

        Assert.That((done.Probes.Count, fixture.EnvText), Is.EqualTo((0, FirstFile)));
    }

    [Test]
    public async Task Asks_only_services_that_are_configured() =>
        Assert.That((await RunAsync(new SettingsFixture(), ProbeReason.Refused, ProbeReason.Refused)).Probes, Is.Empty);

    [Test]
    public void Writes_nothing_once_interrupted()
    {
        var fixture = new SettingsFixture();

        Assert.That(
            () => Application(fixture, default, default).RunAsync(fixture.Request, null, false, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(fixture.Saves, Is.Zero);
    }

    [Test]
    public async Task Sums_up_values_and_where_they_came_from()
    {
        var fixture = new SettingsFixture().WithOption(SettingKeys.OllamaHost, "gpu").WithVariable(SettingKeys.AppPort, "81").WithEnv("BASE_IMAGES=local\n");

        var done = await RunAsync(fixture);

        Assert.That(
            done.Summary.Select(row => $"{row.Setting} | {row.Value} | {row.Origin}"),
            Is.EqualTo(new[]
            {
                "COMPOSE_PROJECT_NAME | olympian | default",
                "DEPLOYMENT_MODE | docker-multi-host | default",
                "OLLAMA_HOST | http://gpu:11434 | --ollama-host",
                "MONGODB_MODE | embedded | default",
                "MONGODB_URI | none | default",
                "APP_PORT | 81 | environment",
                "APP_ADDRESS | 0.0.0.0 | default",
                "ALLOWED_ORIGINS | http://localhost:81 | default",
                "JWT_SECRET | set | generated",
                "SESSION_SECRET | set | generated",
                "SOURCE_PATH | /srv/olympian/docker/sample | default",
                "BASE_IMAGES | local | .env",
                "NODE_IMAGE | node:22-bookworm-slim | default",
                "NGINX_IMAGE | nginx:1.28 | default",
                "MONGO_IMAGE | mongo:7 | default",
            }));
    }

    [Test]
    public void Loads_defaults_for_other_targets_before_the_first_run() =>
        Assert.That(new LoadSettings(new SettingsFixture(), new SettingsFixture()).Load(new SettingsFixture().Request).ProjectName, Is.EqualTo("olympian"));

    private static Task<ConfiguredDeployment> RunAsync(
        SettingsFixture fixture, ProbeReason ollama = ProbeReason.Answered, ProbeReason mongo = ProbeReason.Answered) =>
        Application(fixture, ollama, mongo).RunAsync(fixture.Request, prompt: null, skipProbes: false, CancellationToken.None);

    private static ConfigureDeployment Application(SettingsFixture fixture, ProbeReason ollama, ProbeReason mongo) =>
        new(fixture, fixture, fixture, new Told("Ollama", ollama), new Told("MongoDB", mongo));

    private sealed class Told(string service, ProbeReason reason) : IServiceProbe<OllamaAddress>, IServiceProbe<MongoConnection>
    {
        public Task<ProbeResult> ProbeAsync(OllamaAddress address, CancellationToken cancellationToken) => Answer(address.ToString());

        public Task<ProbeResult> ProbeAsync(MongoConnection address, CancellationToken cancellationToken) => Answer(address.ToString());

        private Task<ProbeResult> Answer(string address) =>
            Task.FromResult(new ProbeResult(service, address, reason, TimeSpan.FromMilliseconds(12), "told so"));
    }
}
