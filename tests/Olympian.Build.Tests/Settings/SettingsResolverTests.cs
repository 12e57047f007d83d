using Olympian.Deployment;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

public sealed class SettingsResolverTests
{
    [Test]
    public void Takes_an_option_before_everything_else()
    {
        var settings = new SettingsFixture().WithOption(SettingKeys.AppPort, "1").WithVariable(SettingKeys.AppPort, "2").WithEnv("APP_PORT=3\n").Resolve();

        Assert.That((settings.AppPort, settings[SettingKeys.AppPort].Origin), Is.EqualTo((1, SettingOrigin.Option)));
    }

    [Test]
    public void Takes_the_environment_before_the_file()
    {
        var settings = new SettingsFixture().WithVariable(SettingKeys.AppPort, "2").WithEnv("APP_PORT=3\n").Resolve();

        Assert.That((settings.AppPort, settings[SettingKeys.AppPort].Origin), Is.EqualTo((2, SettingOrigin.Environment)));
    }

    [Test]
    public void Takes_the_file_before_asking()
    {
        var settings = new SettingsFixture().WithEnv("APP_PORT=3\n").WithAnswers("Port", "4").Resolve(onTerminal: true);

        Assert.That((settings.AppPort, settings[SettingKeys.AppPort].Origin), Is.EqualTo((3, SettingOrigin.EnvFile)));
    }

    [Test]
    public void Takes_an_answer_before_the_default()
    {
        var settings = new SettingsFixture().WithAnswers("Port", "4").Resolve(onTerminal: true);

        Assert.That((settings.AppPort, settings[SettingKeys.AppPort].Origin), Is.EqualTo((4, SettingOrigin.Prompt)));
    }

    [Test]
    public void Takes_the_default_last()
    {
        var settings = new SettingsFixture().Resolve();

        Assert.That((settings.AppPort, settings[SettingKeys.AppPort].Origin), Is.EqualTo((8080, SettingOrigin.Default)));
    }

    [Test]
    public void Counts_an_empty_variable_as_not_set() =>
        Assert.That(new SettingsFixture().WithVariable(SettingKeys.AppPort, "").WithEnv("APP_PORT=3\n").Resolve().AppPort, Is.EqualTo(3));

    [Test]
    public void Counts_an_empty_line_of_the_file_as_not_set() =>
        Assert.That(new SettingsFixture().WithEnv("APP_PORT=\n").Resolve().AppPort, Is.EqualTo(8080));

    [Test]
    public void Goes_back_to_none_by_an_empty_option() =>
        Assert.That(
            new SettingsFixture().WithOption(SettingKeys.OllamaHost, "").WithVariable(SettingKeys.OllamaHost, "a").WithEnv("OLLAMA_HOST=b\n").Resolve().OllamaAddress,
            Is.Null);

    [Test]
    public void Asks_for_these_and_no_others_on_a_first_run()
    {
        var fixture = new SettingsFixture();
        fixture.Resolve(onTerminal: true);

        Assert.That(
            fixture.Asked,
            Is.EqualTo(new[] { "Address of Ollama (host, host:port or URL)", "MongoDB (URI or host; empty for the embedded store)", "Port for the application" }));
    }

    [Test]
    public void Asks_nothing_that_the_file_decides_even_by_an_empty_line()
    {
        var fixture = new SettingsFixture().WithEnv("OLLAMA_HOST=\nMONGODB_MODE=embedded\nAPP_PORT=1\n");
        fixture.Resolve(onTerminal: true);

        Assert.That(fixture.Asked, Is.Empty);
    }

    [Test]
    public void Asks_again_after_an_unusable_answer_and_says_why()
    {
        var fixture = new SettingsFixture().WithAnswers("Port", "http", "99999", "81");

        Assert.That(
            (fixture.Resolve(onTerminal: true).AppPort, string.Join('|', fixture.Explained)),
            Is.EqualTo((81, "Not usable: the port 'http' is not a number.|Not usable: the port '99999' is outside 1 to 65535.")));
    }

    [Test]
    public void Asks_no_more_once_the_input_has_ended()
    {
        var fixture = new SettingsFixture().WithAnswers("Address of Ollama", [null]);
        fixture.Resolve(onTerminal: true);

        Assert.That(fixture.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public void Asks_for_user_and_hidden_password_behind_a_bare_host()
    {
        var fixture = new SettingsFixture().WithAnswers("MongoDB (", "db").WithAnswers("MongoDB user", "me").WithAnswers("MongoDB password", "p@ss");

        Assert.That(
            fixture.Resolve(onTerminal: true).MongoConnection!.ToConnectionString().Reveal(),
            Is.EqualTo("mongodb://me:p%40ss@db:27017/"));
    }

    [Test]
    public void Names_the_option_it_refuses()
    {
        var failure = Assert.Throws<UsageFailure>(() => new SettingsFixture().WithOption(SettingKeys.OllamaHost, "300.1.1.1").Resolve());

        Assert.That(
            failure.Message,
            Is.EqualTo(
                "--ollama-host is not usable.\n"
                + "Expected Ollama: URL, host, IPv4 or IPv6; port 11434 unless given (https: 443); '300.1.1.1' was refused: "
                + "the part '300' of the IPv4 address is greater than 255.\n"
                + "./build.sh --target=EnvMulti --ollama-host=http://192.168.1.20:11434"));
    }

    [Test]
    public void Names_the_variable_it_refuses() =>
        Assert.That(
            () => new SettingsFixture().WithVariable(SettingKeys.AppPort, "x").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("The environment variable APP_PORT is not usable."));

    [Test]
    public void Names_file_and_line_of_a_value_edited_by_hand() =>
        Assert.That(
            () => new SettingsFixture().WithEnv("# c\n\nAPP_PORT=80a\n").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("/srv/olympian/.env, line 3: APP_PORT is not usable."));

    [Test]
    public void Never_shows_a_secret_it_refuses() =>
        Assert.That(
            () => new SettingsFixture().WithVariable(SettingKeys.MongoDbUri, "mongodb://u:hunter2@a@b/").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.Not.Contains("hunter2"));

    [TestCase("localhost", "http://host.docker.internal:11434")]
    [TestCase("0.0.0.0", "http://host.docker.internal:11434")]
    [TestCase("http://127.0.0.1:8000", "http://host.docker.internal:8000")]
    public void Translates_this_machine_for_containers_and_says_so(string typed, string stored)
    {
        var settings = new SettingsFixture().WithOption(SettingKeys.OllamaHost, typed).Resolve();

        Assert.That((settings.OllamaAddress!.ToString(), settings.Notices.Single().Contains($"so {stored} is used", StringComparison.Ordinal)), Is.EqualTo((stored, true)));
    }

    [Test]
    public void Keeps_conversations_embedded_without_any_MongoDB_setting()
    {
        var settings = new SettingsFixture().Resolve();

        Assert.That((settings.MongoDbMode, settings.MongoConnection), Is.EqualTo((MongoDbMode.Embedded, (MongoConnection?)null)));
    }

    [Test]
    public void Takes_a_URI_to_mean_external() =>
        Assert.That(new SettingsFixture().WithVariable(SettingKeys.MongoDbUri, "db").Resolve().MongoDbMode, Is.EqualTo(MongoDbMode.External));

    [Test]
    public void Takes_a_URI_given_now_before_the_mode_remembered() =>
        Assert.That(
            new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "db").WithEnv("MONGODB_MODE=embedded\n").Resolve().MongoDbMode,
            Is.EqualTo(MongoDbMode.External));

    [Test]
    public void Takes_a_mode_given_now_before_the_URI_remembered()
    {
        var settings = new SettingsFixture().WithOption(SettingKeys.MongoDbMode, "container").WithEnv("MONGODB_MODE=external\nMONGODB_URI=mongodb://db/\n").Resolve();

        Assert.That(
            (settings.MongoDbMode, settings.MongoConnection, settings.ToEnvironment()[SettingKeys.MongoDbUri], settings.Notices.Single()),
            Is.EqualTo((MongoDbMode.Container, (MongoConnection?)null, "", "MONGODB_URI stays in .env and is not used: --mongodb says container.")));
    }

    [Test]
    public void Goes_back_to_embedded_when_the_URI_is_taken_away() =>
        Assert.That(
            new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "").WithEnv("MONGODB_MODE=external\nMONGODB_URI=mongodb://db/\n").Resolve().MongoDbMode,
            Is.EqualTo(MongoDbMode.Embedded));

    [TestCase("embedded")]
    [TestCase("container")]
    public void Refuses_a_mode_and_a_URI_that_contradict_each_other_in_one_run(string mode) =>
        Assert.That(
            () => new SettingsFixture().WithOption(SettingKeys.MongoDbMode, mode).WithVariable(SettingKeys.MongoDbUri, "db").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.Contains(
                $"--mongodb says {mode}, The environment variable MONGODB_URI gives an external MongoDB."));

    [Test]
    public void Refuses_external_without_a_URI() =>
        Assert.That(
            () => new SettingsFixture().WithOption(SettingKeys.MongoDbMode, "external").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("An external MongoDB is asked for, but nothing says which."));

    [Test]
    public void Joins_host_user_and_password_into_one_URI()
    {
        var fixture = new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "db:27018").WithOption(SettingKeys.MongoDbUser, "me");
        fixture.WithOption(SettingKeys.MongoDbPassword, "secret.txt").PasswordFiles["/home/me/secret.txt"] = "a b";

        Assert.That(fixture.Resolve().MongoConnection!.ToConnectionString().Reveal(), Is.EqualTo("mongodb://me:a%20b@db:27018/"));
    }

    [Test]
    public void Replaces_a_remembered_password_by_one_given_now() =>
        Assert.That(
            new SettingsFixture().WithVariable(SettingKeys.MongoDbPassword, "new").WithEnv("MONGODB_URI=mongodb://me:old@db/\n").Resolve()
                .MongoConnection!.ToConnectionString().Reveal(),
            Is.EqualTo("mongodb://me:new@db:27017/"));

    [Test]
    public void Does_not_give_a_new_user_the_old_ones_password() =>
        Assert.That(
            () => new SettingsFixture().WithOption(SettingKeys.MongoDbUser, "you").WithEnv("MONGODB_URI=mongodb://me:old@db/\n").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("The MongoDB user 'you' has no password."));

    [Test]
    public void Forgets_remembered_credentials_when_a_URI_brings_its_own() =>
        Assert.That(
            new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "mongodb://you:new@db/").WithEnv("MONGODB_USER=me\nMONGODB_PASSWORD=old\n").Resolve()
                .MongoConnection!.ToConnectionString().Reveal(),
            Is.EqualTo("mongodb://you:new@db:27017/"));

    [Test]
    public void Refuses_two_users_in_one_run() =>
        Assert.That(
            () => new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "mongodb://me:x@db/").WithOption(SettingKeys.MongoDbUser, "you").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("--mongodb-user says 'you', --mongodb-uri names 'me'."));

    [Test]
    public void Refuses_two_passwords_in_one_run() =>
        Assert.That(
            () => new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "mongodb://me:x@db/").WithVariable(SettingKeys.MongoDbPassword, "y").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("Two MongoDB passwords are given."));

    [Test]
    public void Refuses_a_password_without_a_user() =>
        Assert.That(
            () => new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "db").WithVariable(SettingKeys.MongoDbPassword, "y").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("A MongoDB password is given, but no user it belongs to."));

    [Test]
    public void Refuses_a_user_without_an_external_MongoDB() =>
        Assert.That(
            () => new SettingsFixture().WithOption(SettingKeys.MongoDbUser, "me").Resolve(),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("--mongodb-user is given, MONGODB_MODE says embedded."));

    [Test]
    public void Warns_of_a_password_on_the_command_line() =>
        Assert.That(
            new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "mongodb://me:hunter2@db/").Resolve().Notices.Single(),
            Does.StartWith("The password in --mongodb-uri stands in the process list").And.Not.Contains("hunter2"));

    [Test]
    public void Asks_no_password_of_a_user_with_a_certificate() =>
        Assert.That(
            new SettingsFixture().WithOption(SettingKeys.MongoDbUri, "mongodb://me@db/?authMechanism=MONGODB-X509").Resolve().MongoConnection!.Password,
            Is.Null);

    [TestCase("8080", "http://localhost:8080")]
    [TestCase("80", "http://localhost")]
    public void Allows_the_page_itself_as_origin(string port, string origin) =>
        Assert.That(new SettingsFixture().WithOption(SettingKeys.AppPort, port).Resolve().AllowedOrigins, Is.EqualTo(new[] { origin }));

    [Test]
    public void Brackets_an_IPv6_address_for_compose_only()
    {
        var settings = new SettingsFixture().WithOption(SettingKeys.AppAddress, "::1").Resolve();

        Assert.That((settings.AppAddress, settings.ToEnvironment()[SettingKeys.AppAddress]), Is.EqualTo(("::1", "[::1]")));
    }

    [Test]
    public void Resolves_a_source_given_now_against_where_the_user_stands() =>
        Assert.That(new SettingsFixture().WithOption(SettingKeys.SourcePath, "../app").Resolve().SourcePath, Is.EqualTo("/home/app"));

    [Test]
    public void Resolves_a_remembered_source_against_the_repository() =>
        Assert.That(new SettingsFixture().WithEnv("SOURCE_PATH=app\n").Resolve().SourcePath, Is.EqualTo("/srv/olympian/app"));

    [Test]
    public void Builds_the_sample_by_default() =>
        Assert.That(new SettingsFixture().Resolve().SourcePath, Is.EqualTo("/srv/olympian/docker/sample"));

    [Test]
    public void Warns_of_a_short_secret_and_keeps_it()
    {
        var settings = new SettingsFixture().WithEnv("JWT_SECRET=short\n").Resolve().WithSecrets(new SettingsFixture());

        Assert.That((settings.JwtSecret!.Reveal(), settings.Notices.Single()[..30]), Is.EqualTo(("short", "JWT_SECRET has 5 characters, f")));
    }

    [Test]
    public void Hands_compose_every_stored_key_so_that_nothing_stale_shines_through() =>
        Assert.That(
            new SettingsFixture().Resolve().ToEnvironment(),
            Is.EqualTo(new Dictionary<string, string>
            {
                ["COMPOSE_PROJECT_NAME"] = "olympian",
                ["DEPLOYMENT_MODE"] = "docker-multi-host",
                ["OLLAMA_HOST"] = "",
                ["MONGODB_MODE"] = "embedded",
                ["MONGODB_URI"] = "",
                ["APP_PORT"] = "8080",
                ["APP_ADDRESS"] = "0.0.0.0",
                ["ALLOWED_ORIGINS"] = "http://localhost:8080",
                ["JWT_SECRET"] = "",
                ["SESSION_SECRET"] = "",
                ["SOURCE_PATH"] = "/srv/olympian/docker/sample",
                ["BASE_IMAGES"] = "auto",
                ["NODE_IMAGE"] = "node:22-bookworm-slim",
                ["NGINX_IMAGE"] = "nginx:1.28",
                ["MONGO_IMAGE"] = "mongo:7",
            }));

    [Test]
    public void Prints_no_secret()
    {
        var settings = new SettingsFixture()
            .WithOption(SettingKeys.MongoDbUri, "mongodb://me:hunter2@db/app?replicaSet=rs0")
            .WithEnv("JWT_SECRET=hunter2-hunter2-hunter2-hunter2-hunter2\n")
            .Resolve();
        var shown = string.Join('\n', [.. settings.Values, .. SettingsSummary.Of(settings, ".env"), settings.MongoConnection]);

        Assert.That(shown, Does.Not.Contain("hunter2").And.Contains("mongodb://me:[REDACTED]@db:27017/app?replicaSet=rs0"));
    }
}
