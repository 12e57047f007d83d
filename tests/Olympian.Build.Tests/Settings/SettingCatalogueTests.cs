using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

public sealed class SettingCatalogueTests
{
    [Test]
    public void Has_these_rows_in_this_order() =>
        Assert.That(
            SettingCatalogue.All.Select(row => $"{row.Key} {row.Option ?? "-"} {row.DefaultText}"),
            Is.EqualTo(new[]
            {
                "COMPOSE_PROJECT_NAME --project-name olympian",
                "DEPLOYMENT_MODE - docker-multi-host",
                "OLLAMA_HOST --ollama-host none",
                "MONGODB_MODE --mongodb embedded; external with a MongoDB URI",
                "MONGODB_URI --mongodb-uri none",
                "MONGODB_USER --mongodb-user none",
                "MONGODB_PASSWORD --mongodb-password-file none",
                "APP_PORT --app-port 8080",
                "APP_ADDRESS --app-address 0.0.0.0",
                "ALLOWED_ORIGINS --allowed-origins http://localhost:<APP_PORT>",
                "JWT_SECRET - generated once",
                "SESSION_SECRET - generated once",
                "SOURCE_PATH --source docker/sample",
                "BASE_IMAGES --base-images auto",
                "NODE_IMAGE --node-image node:22-bookworm-slim",
                "NGINX_IMAGE --nginx-image nginx:1.28",
                "MONGO_IMAGE --mongo-image mongo:7",
            }));

    [Test]
    public void Accepts_its_own_defaults_as_they_are() =>
        Assert.That(
            SettingCatalogue.All.Where(row => row.Default is not null && row.Read(row.Default).Value != row.Default),
            Is.Empty);

    [Test]
    public void Accepts_its_own_examples() =>
        Assert.That(SettingCatalogue.All.Where(row => row.Option is not null && !row.Read(row.Example).IsAccepted), Is.Empty);

    [Test]
    public void Takes_no_password_as_an_options_value() =>
        Assert.That(SettingCatalogue.Row(SettingKeys.MongoDbPassword).OptionNamesFile, Is.True);

    [TestCase(SettingKeys.ProjectName, "olympian", "olympian")]
    [TestCase(SettingKeys.ProjectName, "9lives", "9lives")]
    [TestCase(SettingKeys.ProjectName, "my-app_2__x---y", "my-app_2__x---y")]
    [TestCase(SettingKeys.AppPort, "1", "1")]
    [TestCase(SettingKeys.AppPort, "65535", "65535")]
    [TestCase(SettingKeys.AppPort, "08080", "8080")]
    [TestCase(SettingKeys.AppAddress, "127.0.0.1", "127.0.0.1")]
    [TestCase(SettingKeys.AppAddress, "localhost", "127.0.0.1")]
    [TestCase(SettingKeys.AppAddress, "::", "[::]")]
    [TestCase(SettingKeys.AppAddress, "[::1]", "[::1]")]
    [TestCase(SettingKeys.AllowedOrigins, "http://localhost:8080", "http://localhost:8080")]
    [TestCase(SettingKeys.AllowedOrigins, "HTTPS://App.Example.com:443/ , http://b:80", "https://app.example.com,http://b")]
    [TestCase(SettingKeys.AllowedOrigins, "http://a,http://A:80", "http://a")]
    [TestCase(SettingKeys.AllowedOrigins, "http://[::1]:8080", "http://[::1]:8080")]
    [TestCase(SettingKeys.BaseImages, "Local", "local")]
    [TestCase(SettingKeys.MongoDbMode, "EXTERNAL", "external")]
    [TestCase(SettingKeys.NodeImage, "registry.example.com:5000/team/node:22-slim", "registry.example.com:5000/team/node:22-slim")]
    [TestCase(SettingKeys.NodeImage, "127.0.0.1:5055/olympian-base/node:20-trixie", "127.0.0.1:5055/olympian-base/node:20-trixie")]
    public void Accepts(string key, string text, string value) => Assert.That(SettingCatalogue.Row(key).Read(text).Value, Is.EqualTo(value));

    [TestCase(SettingKeys.ProjectName, "Olympian")]
    [TestCase(SettingKeys.ProjectName, "-x")]
    [TestCase(SettingKeys.ProjectName, "_x")]
    [TestCase(SettingKeys.ProjectName, "x-")] // compose takes it, the image name x-/backend is none
    [TestCase(SettingKeys.ProjectName, "a___b")]
    [TestCase(SettingKeys.ProjectName, "a.b")]
    [TestCase(SettingKeys.ProjectName, "olympian\n")]
    [TestCase(SettingKeys.ProjectName, "äpp")]
    [TestCase(SettingKeys.ProjectName, "a23456789012345678901234567890123456789012345678x")]
    [TestCase(SettingKeys.AppPort, "0")]
    [TestCase(SettingKeys.AppPort, "65536")]
    [TestCase(SettingKeys.AppPort, "-1")]
    [TestCase(SettingKeys.AppPort, "8080 ")]
    [TestCase(SettingKeys.AppPort, "٨٠")]
    [TestCase(SettingKeys.AppAddress, "example.com")]
    [TestCase(SettingKeys.AppAddress, "127.0.0.1:8080")]
    [TestCase(SettingKeys.AppAddress, "256.0.0.1")]
    [TestCase(SettingKeys.AllowedOrigins, "localhost:8080")]
    [TestCase(SettingKeys.AllowedOrigins, "*")]
    [TestCase(SettingKeys.AllowedOrigins, "http://a/path")]
    [TestCase(SettingKeys.AllowedOrigins, "http://a,")]
    [TestCase(SettingKeys.AllowedOrigins, "http://u@a")]
    [TestCase(SettingKeys.AllowedOrigins, "ftp://a")]
    [TestCase(SettingKeys.BaseImages, "remote")]
    [TestCase(SettingKeys.MongoDbMode, "1")]
    [TestCase(SettingKeys.NodeImage, "Node:22")]
    [TestCase(SettingKeys.NodeImage, "node:22 slim")]
    [TestCase(SettingKeys.NodeImage, "--help")]
    [TestCase(SettingKeys.NodeImage, "node@sha256:123")]
    [TestCase(SettingKeys.SourcePath, "a\nb")]
    public void Refuses(string key, string text) => Assert.That(SettingCatalogue.Row(key).Read(text).IsAccepted, Is.False);
}
