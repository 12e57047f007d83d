using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Registries;
using Olympian.Build.Options;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Probes;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Registries;

public sealed class RegistryClientTests
{
    private const string Insecure = """{"InsecureRegistryCIDRs":["127.0.0.0/8"]}""";
    private const string Password = "pa55word";
    private const string Token = "t0ken-of-the-registry";

    private static readonly byte[] Manifest = HandMadeLayer.Bytes("""{"schemaVersion":2}""");
    private static readonly string Digest = Sha.Of(Manifest);
    private static readonly byte[] Blob = new byte[200_000];
    private static readonly CredentialLookup Ann = new(new("ann", new Secret(Password), null, null), null);

    // ---------------------------------------------------------------- manifests

    [Test]
    public async Task Asks_for_a_manifest_of_any_kind_and_presents_nothing()
    {
        await using var server = HttpDouble.Start(_ => Served());
        using var registry = Client();

        var manifest = await registry.Client.ManifestAsync(Named(server, Digest), default);

        Assert.Multiple(() =>
        {
            Assert.That((manifest.Digest, manifest.MediaType), Is.EqualTo((Digest, HandMadeImage.OciManifest)));
            Assert.That(manifest.Bytes.ToArray(), Is.EqualTo(Manifest));
            Assert.That(server.Questions.Select(asked => asked.ToString()), Is.EqualTo(new[] { $"GET /v2/shop/base/manifests/{Digest}" }));
            Assert.That(server.Questions[0].Headers["accept"].Split(", "), Is.EquivalentTo(new[]
            {
                "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.docker.distribution.manifest.v2+json",
            }));
        });
    }

    [Test]
    public async Task Takes_no_other_manifest_than_the_one_it_asked_for()
    {
        await using var server = HttpDouble.Start(_ => Served());
        using var registry = Client();
        var asked = $"sha256:{new string('0', 64)}";

        Assert.That(
            () => registry.Client.ManifestAsync(Named(server, asked), default),
            Throws.TypeOf<RegistryWrongContent>().With.Message.Contains(
                $"holds manifest {asked} of shop/base damaged.\nExpected {asked}, got {Digest}."));
    }

    [Test]
    public async Task Takes_no_other_manifest_than_the_registry_promised()
    {
        var promised = $"sha256:{new string('0', 64)}";
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(Manifest, $"Docker-Content-Digest: {promised}"));
        using var registry = Client();

        Assert.That(
            () => registry.Client.ManifestAsync(Named(server, "1"), default),
            Throws.TypeOf<RegistryWrongContent>().With.Message.Contains($"Expected {promised}, got {Digest}."));
    }

    [Test]
    public async Task Computes_the_digest_that_a_registry_does_not_tell()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(Manifest));
        using var registry = Client();

        Assert.That((await registry.Client.ManifestAsync(Named(server, "1"), default)).Digest, Is.EqualTo(Digest));
    }

    [Test]
    public async Task Reads_no_manifest_without_an_end()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(new byte[4 * 1024 * 1024 + 1]));
        using var registry = Client();

        Assert.That(() => registry.Client.ManifestAsync(Named(server, "1"), default), Throws.TypeOf<RegistryUnsupported>());
    }

    [Test]
    public async Task Asks_for_a_tags_digest_without_pulling()
    {
        await using var server = HttpDouble.Start(_ => Served());
        using var registry = Client();

        Assert.Multiple(async () =>
        {
            Assert.That(await registry.Client.DigestAsync(Named(server, "1"), default), Is.EqualTo(Digest));
            Assert.That(server.Questions.Select(asked => asked.ToString()), Is.EqualTo(new[] { "HEAD /v2/shop/base/manifests/1" }));
        });
    }

    [Test]
    public async Task Asks_for_the_manifest_where_a_registry_does_not_tell_the_digest()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(Manifest));
        using var registry = Client();

        Assert.That(await registry.Client.DigestAsync(Named(server, "1"), default), Is.EqualTo(Digest));
    }

    // ---------------------------------------------------------------- refusals

    private static TestCaseData[] Answers =>
    [
        Answer(HttpAnswer.Json(404, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"t"}]}"""), typeof(RegistryNotFound),
            "does not have manifest 1 of shop/base.\nExpected it to be there; the answer was 404 (MANIFEST_UNKNOWN)."),
        Answer(HttpAnswer.Of(404), typeof(RegistryNotFound), "the answer was 404."),
        Answer(HttpAnswer.Json(404, "<html>"), typeof(RegistryNotFound), "the answer was 404."),
        Answer(HttpAnswer.Json(404, """{"errors":[{"code":"a line\nof its own"}]}"""), typeof(RegistryNotFound), "the answer was 404."),
        Answer(HttpAnswer.Json(403, """{"errors":[{"code":"DENIED"}]}"""), typeof(RegistryDenied),
            "answers 403 (DENIED) to no credentials: docker's configuration has none."),
        Answer(HttpAnswer.Of(401), typeof(RegistryDenied), "answers 401 and does not say what it wants."),
        Answer(HttpAnswer.Of(401, "WWW-Authenticate: Negotiate"), typeof(RegistryDenied),
            "wants a log-in by negotiate; Bearer and Basic can be had."),
        Answer(HttpAnswer.Of(401, "WWW-Authenticate: Basic realm=\"r\""), typeof(RegistryDenied),
            "It wants a user and a password; there are no credentials: docker's configuration has none."),
        Answer(HttpAnswer.Of(401, "WWW-Authenticate: Bearer service=\"s\""), typeof(RegistryDenied),
            "names no address that gives out its tokens."),
        Answer(HttpAnswer.Of(429), typeof(RegistryRateLimited), "it said 429 Too Many Requests."),
        Answer(HttpAnswer.Of(503), typeof(RegistryUnavailable), "answers 503 when asked for manifest 1."),
        Answer(HttpAnswer.Of(418), typeof(RegistryUnavailable), "answers 418 when asked for manifest 1."),
    ];

    [TestCaseSource(nameof(Answers))]
    public async Task Names_the_refusal(object answer, Type failure, string words)
    {
        await using var server = HttpDouble.Start(_ => (HttpAnswer)answer);
        using var registry = Client();

        Assert.That(() => registry.Client.ManifestAsync(Named(server, "1"), default), Throws.TypeOf(failure).With.Message.Contains(words));
    }

    [TestCase(429, "Retry-After: 7", true, 7.0)]
    [TestCase(429, "Retry-After: Sun, 01 Mar 2026 12:00:30 GMT", true, 30.0)]
    [TestCase(429, "Retry-After: Sun, 01 Mar 2026 11:00:00 GMT", true, 0.0)]
    [TestCase(429, "Retry-After: soon", true, null)]
    [TestCase(503, "Retry-After: 120", true, 120.0)]
    [TestCase(500, "X-Nothing: 1", true, null)]
    [TestCase(400, "X-Nothing: 1", false, null)]
    [TestCase(404, "X-Nothing: 1", false, null)]
    [TestCase(403, "X-Nothing: 1", false, null)]
    public async Task Tells_whether_and_when_to_ask_again(int status, string header, bool isTransient, double? seconds)
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Of(status, "Date: Sun, 01 Mar 2026 12:00:00 GMT", header));
        using var registry = Client();

        var failure = Assert.CatchAsync<RegistryFailure>(() => registry.Client.ManifestAsync(Named(server, "1"), default))!;

        Assert.That((failure.IsTransient, failure.RetryAfter?.TotalSeconds), Is.EqualTo((isTransient, seconds)));
    }

    [Test]
    public void Tells_that_nothing_listens()
    {
        using var registry = Client();
        var image = RegistryImage.Parse($"127.0.0.1:{LoopbackServer.FreePort()}/shop/base:1");

        Assert.That(
            () => registry.Client.ManifestAsync(image, default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains($"{image.Registry}: nothing listens there.")
                .And.Property(nameof(RegistryFailure.IsTransient)).True);
    }

    [Test]
    public void Tells_that_the_host_has_no_address()
    {
        using var registry = Client();

        Assert.That(
            () => registry.Client.ManifestAsync(RegistryImage.Parse("no-such-host.invalid/shop/base:1"), default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains("no-such-host.invalid: the host name has no address."));
    }

    [Test]
    public async Task Waits_for_no_registry_that_stays_silent()
    {
        await using var server = LoopbackServer.Silent();
        using var registry = Client(answer: 0.3);

        Assert.That(
            () => registry.Client.ManifestAsync(RegistryImage.Parse($"127.0.0.1:{server.Port}/shop/base:1"), default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains($"127.0.0.1:{server.Port}: no whole answer came within 0.3 s."));
    }

    [Test]
    public async Task Waits_for_no_connection_that_does_not_come_about()
    {
        await using var server = LoopbackServer.Silent();
        using var registry = Client(registries: """{"InsecureRegistryCIDRs":[]}""", connect: 0.3);

        Assert.That(
            () => registry.Client.ManifestAsync(RegistryImage.Parse($"127.0.0.1:{server.Port}/shop/base:1"), default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains($"127.0.0.1:{server.Port}: no connection within 0.3 s.")
                .And.Property(nameof(RegistryFailure.IsTransient)).True);
    }

    [Test]
    public async Task Stops_when_interrupted()
    {
        await using var server = LoopbackServer.Silent();
        using var registry = Client();
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.That(
            () => registry.Client.ManifestAsync(RegistryImage.Parse($"127.0.0.1:{server.Port}/shop/base:1"), interruption.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    // ---------------------------------------------------------------- http and https

    [Test]
    public async Task Tries_https_before_http_and_only_once()
    {
        await using var server = HttpDouble.Start(_ => Served());
        using var registry = Client();

        await registry.Client.ManifestAsync(Named(server, Digest), default);
        await registry.Client.ManifestAsync(Named(server, Digest), default);

        Assert.That((server.Handshakes, server.Questions.Count), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Takes_any_certificate_of_a_registry_that_the_engine_holds_insecure()
    {
        using var certificate = TestCertificate.For("127.0.0.1");
        await using var server = HttpDouble.Start(_ => Served(), certificate.Certificate);
        using var registry = Client();

        Assert.That((await registry.Client.ManifestAsync(Named(server, Digest), default)).Digest, Is.EqualTo(Digest));
    }

    [Test]
    public async Task Takes_no_certificate_that_is_not_trusted_of_any_other()
    {
        using var certificate = TestCertificate.For("127.0.0.1");
        await using var server = HttpDouble.Start(_ => Served(), certificate.Certificate);
        using var registry = Client(registries: """{"InsecureRegistryCIDRs":[]}""");

        Assert.That(
            () => registry.Client.ManifestAsync(Named(server, Digest), default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains("its certificate is not trusted here (RemoteCertificateChainErrors).")
                .And.Property(nameof(RegistryFailure.IsTransient)).False);
    }

    [Test]
    public async Task Asks_no_registry_by_http_that_the_engine_holds_secure()
    {
        await using var server = HttpDouble.Start(_ => Served());
        using var registry = Client(registries: """{"InsecureRegistryCIDRs":[]}""");

        Assert.That(() => registry.Client.ManifestAsync(Named(server, Digest), default), Throws.TypeOf<RegistryUnavailable>());
        Assert.That(server.Questions, Is.Empty);
    }

    [Test]
    public async Task Asks_a_mirror_of_Docker_Hub_first_and_without_credentials()
    {
        await using var mirror = Guarded();
        const string registries =
            """{"IndexConfigs":{"docker.io":{"Mirrors":["http://MIRROR/"]}},"InsecureRegistryCIDRs":["127.0.0.0/8"]}""";
        using var registry = Client(Ann, registries.Replace("MIRROR", mirror.Name, StringComparison.Ordinal));

        await registry.Client.ManifestAsync(RegistryImage.Parse($"node@{Digest}"), default);

        Assert.That(mirror.Questions.Select(asked => asked.ToString()), Is.EqualTo(new[]
        {
            $"GET /v2/library/node/manifests/{Digest}",
            "GET /token?a=b&scope=repository%3Alibrary%2Fnode%3Apull&service=shop%20registry",
            $"GET /v2/library/node/manifests/{Digest} [Bearer {Token}]",
        }));
    }

    // ---------------------------------------------------------------- tokens

    [Test]
    public async Task Gets_a_token_without_credentials_and_keeps_it()
    {
        await using var server = Guarded();
        using var registry = Client();

        await registry.Client.ManifestAsync(Named(server, Digest), default);
        await registry.Client.ManifestAsync(Named(server, "1"), default);

        Assert.That(server.Questions.Select(asked => asked.ToString()), Is.EqualTo(new[]
        {
            $"GET /v2/shop/base/manifests/{Digest}",
            "GET /token?a=b&scope=repository%3Ashop%2Fbase%3Apull&service=shop%20registry",
            $"GET /v2/shop/base/manifests/{Digest} [Bearer {Token}]",
            $"GET /v2/shop/base/manifests/1 [Bearer {Token}]",
        }));
    }

    [Test]
    public async Task Gets_a_token_for_each_repository()
    {
        await using var server = Guarded();
        using var registry = Client();

        await registry.Client.ManifestAsync(Named(server, Digest), default);
        await registry.Client.ManifestAsync(RegistryImage.Parse($"{server.Name}/shop/other@{Digest}"), default);

        Assert.That(server.Questions.Where(IsForToken).Select(asked => asked.Target), Is.EqualTo(new[]
        {
            "/token?a=b&scope=repository%3Ashop%2Fbase%3Apull&service=shop%20registry",
            "/token?a=b&scope=repository%3Ashop%2Fother%3Apull&service=shop%20registry",
        }));
    }

    [Test]
    public async Task Gets_another_token_when_one_has_run_out()
    {
        var good = "first";
        await using var server = HttpDouble.Start(question =>
            question.Target.StartsWith("/token", StringComparison.Ordinal) ? HttpAnswer.Json(200, $$"""{"access_token":"{{good}}"}""")
            : question.Authorization == $"Bearer {good}" ? Served()
            : Challenge(question));
        using var registry = Client();

        await registry.Client.ManifestAsync(Named(server, Digest), default);
        good = "second";

        Assert.That((await registry.Client.ManifestAsync(Named(server, Digest), default)).Digest, Is.EqualTo(Digest));
    }

    [Test]
    public async Task Presents_user_and_password_where_tokens_are_given_out_but_not_in_the_address()
    {
        await using var server = Guarded();
        using var registry = Client(Ann);

        await registry.Client.ManifestAsync(Named(server, Digest), default);

        Assert.That(
            server.Questions[1].ToString(),
            Is.EqualTo(
                "GET /token?a=b&scope=repository%3Ashop%2Fbase%3Apull&service=shop%20registry&account=ann [Basic YW5uOnBhNTV3b3Jk]"));
    }

    [Test]
    public async Task Presents_an_identity_token_by_OAuth()
    {
        await using var server = Guarded();
        using var registry = Client(new(new(null, null, new Secret("identity/1"), null), null));

        await registry.Client.ManifestAsync(Named(server, Digest), default);

        Assert.Multiple(() =>
        {
            Assert.That(server.Questions[1].ToString(), Is.EqualTo("POST /token?a=b"));
            Assert.That(server.Questions[1].Body.Split('&'), Is.EquivalentTo(new[]
            {
                "grant_type=refresh_token", "refresh_token=identity%2F1", "client_id=olympian-build", "service=shop+registry",
                "scope=repository%3Ashop%2Fbase%3Apull",
            }));
            Assert.That(server.Questions[2].Authorization, Is.EqualTo($"Bearer {Token}"));
        });
    }

    [Test]
    public async Task Presents_a_registry_token_as_it_is()
    {
        await using var server = Guarded();
        using var registry = Client(new(new(null, null, null, new Secret(Token)), null));

        await registry.Client.ManifestAsync(Named(server, Digest), default);

        Assert.That(server.Questions.Select(asked => asked.Authorization), Is.EqualTo(new[] { null, $"Bearer {Token}" }));
    }

    [Test]
    public async Task Presents_user_and_password_to_a_registry_that_wants_them()
    {
        await using var server = HttpDouble.Start(question =>
            question.Authorization is null ? HttpAnswer.Of(401, "WWW-Authenticate: Basic realm=\"shop\"") : Served());
        using var registry = Client(Ann);

        await registry.Client.ManifestAsync(Named(server, Digest), default);

        Assert.That(server.Questions.Select(asked => asked.Authorization), Is.EqualTo(new[] { null, "Basic YW5uOnBhNTV3b3Jk" }));
    }

    [Test]
    public async Task Sends_no_secret_to_where_others_can_read_it()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Of(401, "WWW-Authenticate: Bearer realm=\"http://tokens.invalid/get\""));
        using var registry = Client(Ann);

        Assert.That(
            () => registry.Client.ManifestAsync(Named(server, Digest), default),
            Throws.TypeOf<RegistryDenied>().With.Message.Contains(
                "It wants the log-in to be sent to http://tokens.invalid, where others can read it; nothing was sent."));
    }

    [TestCase("ftp://tokens.invalid/get")]
    [TestCase("https://ann@tokens.invalid/get")]
    [TestCase("/token")]
    public async Task Sends_no_secret_to_an_odd_address(string realm)
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Of(401, $"WWW-Authenticate: Bearer realm=\"{realm}\""));
        using var registry = Client(Ann);

        Assert.That(
            () => registry.Client.ManifestAsync(Named(server, Digest), default),
            Throws.TypeOf<RegistryDenied>().With.Message.Contains("names no address that gives out its tokens."));
    }

    private static TestCaseData[] BadTokens =>
    [
        new TestCaseData(HttpAnswer.Of(401), typeof(RegistryDenied),
            "127.0.0.1, which gives out its tokens, answers 401 to the credentials of docker's configuration.").SetArgDisplayNames("401"),
        new TestCaseData(HttpAnswer.Of(404), typeof(RegistryDenied), "answers 404 to").SetArgDisplayNames("404"),
        new TestCaseData(HttpAnswer.Of(429, "Retry-After: 7"), typeof(RegistryRateLimited), "to wait 7 s.").SetArgDisplayNames("429"),
        new TestCaseData(HttpAnswer.Of(500), typeof(RegistryUnavailable), "answers 500 when asked for a token.").SetArgDisplayNames("500"),
        new TestCaseData(HttpAnswer.Json(200, "{}"), typeof(RegistryDenied), "gives out no token that can be used.")
            .SetArgDisplayNames("no token"),
        new TestCaseData(HttpAnswer.Json(200, "<html>"), typeof(RegistryDenied), "does not answer with a token in JSON.")
            .SetArgDisplayNames("no JSON"),
        new TestCaseData(HttpAnswer.Json(200, """{"token":"a\r\nX-Injected: 1"}"""), typeof(RegistryDenied), "no token that can be used")
            .SetArgDisplayNames("a header in a token"),
        new TestCaseData(HttpAnswer.Ok(new byte[100_000]), typeof(RegistryDenied), "no token that can be used")
            .SetArgDisplayNames("no end"),
    ];

    [TestCaseSource(nameof(BadTokens))]
    public async Task Names_what_is_wrong_where_tokens_are_given_out(object answer, Type failure, string words)
    {
        await using var server = HttpDouble.Start(question =>
            question.Target.StartsWith("/token", StringComparison.Ordinal) ? (HttpAnswer)answer : Challenge(question));
        using var registry = Client(Ann);

        Assert.That(
            () => registry.Client.ManifestAsync(Named(server, Digest), default), Throws.TypeOf(failure).With.Message.Contains(words));
    }

    [Test]
    public async Task Says_why_there_are_no_credentials()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Of(401, "WWW-Authenticate: Basic realm=\"shop\""));
        using var registry = Client(new(null, "'docker-credential-pass get' ended with exit code 1."));

        Assert.That(
            () => registry.Client.ManifestAsync(Named(server, Digest), default),
            Throws.TypeOf<RegistryDenied>().With.Message.Contains(
                "there are no credentials: 'docker-credential-pass get' ended with exit code 1."));
    }

    [TestCase("Basic realm=\"shop\"")]
    [TestCase("Bearer realm=\"http://HOST/token\"")]
    public async Task Shows_no_secret_when_it_is_refused(string challenge)
    {
        await using var server = HttpDouble.Start(question => question.Target.StartsWith("/token", StringComparison.Ordinal)
            ? HttpAnswer.Json(200, $$"""{"token":"{{Token}}"}""")
            : HttpAnswer.Json(
                401,
                $$"""{"errors":[{"code":"{{Password}}","message":"{{question.Authorization}} {{Token}}"}]}""",
                $"WWW-Authenticate: {challenge.Replace("HOST", question.Headers["host"], StringComparison.Ordinal)}"));
        using var registry = Client(Ann);

        var failure = Assert.CatchAsync<ExpectedFailure>(() => registry.Client.ManifestAsync(Named(server, Digest), default))!;

        Assert.That($"{failure}", Does.Not.Contain(Password).And.Not.Contain(Token).And.Not.Contain("YW5uOnBhNTV3b3Jk"));
    }

    // ---------------------------------------------------------------- redirections

    [Test]
    public async Task Takes_no_authorization_along_to_another_host()
    {
        await using var storage = HttpDouble.Start(_ => HttpAnswer.Ok(Blob), address: "127.0.0.2");
        await using var server = HttpDouble.Start(question => question.Authorization is null
            ? HttpAnswer.Of(401, "WWW-Authenticate: Basic realm=\"shop\"")
            : HttpAnswer.Of(307, $"Location: http://{storage.Name}/bucket/x?signature=abc"));
        using var registry = Client(Ann);

        await using var blob = await registry.Client.BlobAsync(Named(server, Digest), Digest, default);

        Assert.That(storage.Questions.Select(asked => asked.ToString()), Is.EqualTo(new[] { "GET /bucket/x?signature=abc" }));
    }

    [Test]
    public async Task Takes_no_authorization_along_to_another_port()
    {
        await using var storage = HttpDouble.Start(_ => HttpAnswer.Ok(Blob));
        await using var server = HttpDouble.Start(question => question.Authorization is null
            ? HttpAnswer.Of(401, "WWW-Authenticate: Basic realm=\"shop\"")
            : HttpAnswer.Of(307, $"Location: http://{storage.Name}/x"));
        using var registry = Client(Ann);

        await using var blob = await registry.Client.BlobAsync(Named(server, Digest), Digest, default);

        Assert.That(storage.Questions.Select(asked => asked.ToString()), Is.EqualTo(new[] { "GET /x" }));
    }

    [Test]
    public async Task Takes_authorization_along_within_a_registry()
    {
        await using var server = HttpDouble.Start(question =>
            question.Authorization is null ? HttpAnswer.Of(401, "WWW-Authenticate: Basic realm=\"shop\"")
            : question.Target == "/elsewhere" ? HttpAnswer.Ok(Blob)
            : HttpAnswer.Of(302, "Location: /elsewhere"));
        using var registry = Client(Ann);

        await using var blob = await registry.Client.BlobAsync(Named(server, Digest), Digest, default);

        Assert.That(server.Questions[^1].ToString(), Is.EqualTo("GET /elsewhere [Basic YW5uOnBhNTV3b3Jk]"));
    }

    [Test]
    public async Task Takes_credentials_nowhere_else_than_where_tokens_are_given_out()
    {
        await using var elsewhere = HttpDouble.Start(_ => HttpAnswer.Json(200, $$"""{"token":"{{Token}}"}"""), address: "127.0.0.2");
        await using var server = HttpDouble.Start(question => question.Target.StartsWith("/token", StringComparison.Ordinal)
            ? HttpAnswer.Of(307, $"Location: http://{elsewhere.Name}/token")
            : question.Authorization is null ? Challenge(question) : Served());
        using var registry = Client(new(new(null, null, new Secret("identity"), null), null));

        Assert.That(() => registry.Client.ManifestAsync(Named(server, Digest), default), Throws.TypeOf<RegistryDenied>());
        Assert.That(elsewhere.Questions, Is.Empty);
    }

    [Test]
    public async Task Follows_no_circle()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Of(307, "Location: /again"));
        using var registry = Client();

        Assert.That(
            () => registry.Client.BlobAsync(Named(server, Digest), Digest, default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains("it redirects more than 5 times."));
    }

    [Test]
    public async Task Follows_nobody_from_https_to_http()
    {
        using var certificate = TestCertificate.For("127.0.0.1");
        await using var storage = HttpDouble.Start(_ => HttpAnswer.Ok(Blob));
        await using var server = HttpDouble.Start(
            _ => HttpAnswer.Of(307, $"Location: http://{storage.Name}/x?signature=abc"), certificate.Certificate);
        using var registry = Client();

        var failure = Assert.ThrowsAsync<RegistryUnavailable>(() => registry.Client.BlobAsync(Named(server, Digest), Digest, default))!;

        Assert.Multiple(() =>
        {
            Assert.That(storage.Questions, Is.Empty);
            Assert.That(
                failure.Message, Does.Contain($"{server.Name}: it redirects from https to http://127.0.0.1, which is not followed."));
            Assert.That($"{failure}", Does.Not.Contain("signature"));
        });
    }

    [Test]
    public async Task Names_the_storage_that_refuses()
    {
        await using var storage = HttpDouble.Start(_ => HttpAnswer.Of(403), address: "127.0.0.2");
        await using var server = HttpDouble.Start(_ => HttpAnswer.Of(307, $"Location: http://{storage.Name}/x?signature=abc"));
        using var registry = Client();

        Assert.That(
            () => registry.Client.BlobAsync(Named(server, Digest), Digest, default),
            Throws.TypeOf<RegistryDenied>().With.Message.Contains($"\n{storage.Name}, to which it redirects, answers 403.\n"));
    }

    // ---------------------------------------------------------------- blobs

    [Test]
    public async Task Reads_a_blob()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(Blob));
        using var registry = Client();
        using var read = new MemoryStream();

        await using (var blob = await registry.Client.BlobAsync(Named(server, "1"), Digest, default))
        {
            await blob.CopyToAsync(read);
        }

        Assert.Multiple(() =>
        {
            Assert.That(read.ToArray(), Is.EqualTo(Blob));
            Assert.That(server.Questions[^1].ToString(), Is.EqualTo($"GET /v2/shop/base/blobs/{Digest}"));
        });
    }

    [Test]
    public async Task Names_a_blob_that_is_not_there()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Json(404, """{"errors":[{"code":"BLOB_UNKNOWN"}]}"""));
        using var registry = Client();

        Assert.That(
            () => registry.Client.BlobAsync(Named(server, "1"), Digest, default),
            Throws.TypeOf<RegistryNotFound>().With.Message.Contains(
                $"does not have blob {Digest} of shop/base.\nExpected it to be there; the answer was 404 (BLOB_UNKNOWN)."));
    }

    [Test]
    public async Task Tells_a_blob_that_is_cut_off_on_its_way()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(Blob) with { Sent = 50_000 });
        using var registry = Client();
        await using var blob = await registry.Client.BlobAsync(Named(server, "1"), Digest, default);

        Assert.That(
            () => blob.CopyToAsync(Stream.Null),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains($"the connection ended after 50000 bytes of blob {Digest}.")
                .And.Property(nameof(RegistryFailure.IsTransient)).True);
    }

    [Test]
    public async Task Tells_a_blob_that_stops_coming()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(Blob) with { Sent = 50_000, Hangs = true });
        using var registry = Client(idle: 0.3);
        await using var blob = await registry.Client.BlobAsync(Named(server, "1"), Digest, default);

        Assert.That(
            () => blob.CopyToAsync(Stream.Null),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains(
                $"nothing more of blob {Digest} came, after 50000 bytes, within 0.3 s."));
    }

    [Test]
    public async Task Stops_reading_a_blob_when_interrupted()
    {
        await using var server = HttpDouble.Start(_ => HttpAnswer.Ok(Blob) with { Sent = 50_000, Hangs = true });
        using var registry = Client();
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await using var blob = await registry.Client.BlobAsync(Named(server, "1"), Digest, default);

        Assert.That(() => blob.CopyToAsync(Stream.Null, interruption.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static TestCaseData Answer(HttpAnswer answer, Type failure, string words) =>
        new TestCaseData(answer, failure, words).SetArgDisplayNames($"{answer.Status}: {words}");

    private static HttpAnswer Served() =>
        HttpAnswer.Ok(Manifest, $"Content-Type: {HandMadeImage.OciManifest}; charset=utf-8", $"Docker-Content-Digest: {Digest}");

    // A registry that wants a token, and gives one out itself.
    private static HttpDouble Guarded() => HttpDouble.Start(question =>
        question.Target.StartsWith("/token", StringComparison.Ordinal) ? HttpAnswer.Json(200, $$"""{"token":"{{Token}}"}""")
        : question.Authorization == $"Bearer {Token}" ? Served()
        : Challenge(question));

    private static HttpAnswer Challenge(HttpQuestion question) => HttpAnswer.Of(
        401,
        $"WWW-Authenticate: Bearer realm=\"http://{question.Headers["host"]}/token?a=b\","
            + "service=\"shop registry\",scope=\"repository:shop/base:pull,push\"");

    private static bool IsForToken(HttpQuestion question) => question.Target.StartsWith("/token", StringComparison.Ordinal);

    private static RegistryImage Named(HttpDouble server, string reference) =>
        RegistryImage.Parse(reference.Contains(':', StringComparison.Ordinal)
            ? $"{server.Name}/shop/base@{reference}"
            : $"{server.Name}/shop/base:{reference}");

    private static Rig Client(
        CredentialLookup? credentials = null, string registries = Insecure, double connect = 5, double answer = 10, double idle = 10) =>
        new(
            credentials ?? CredentialLookup.Nothing,
            registries,
            new(TimeSpan.FromSeconds(connect), TimeSpan.FromSeconds(answer), TimeSpan.FromSeconds(idle)));

    private sealed class Rig : IDisposable
    {
        private readonly string home = Directory.CreateTempSubdirectory("olympian-registry-").FullName;
        private readonly RegistryHttp http;

        public Rig(CredentialLookup credentials, string registries, RegistryLimits limits)
        {
            Directory.CreateDirectory(Path.Combine(home, ".docker"));
            File.WriteAllText(Path.Combine(home, ".docker", "config.json"), """{"credsStore":"told"}""");
            var surroundings = new Surroundings(
                home, home, new Dictionary<string, string> { ["HOME"] = home, ["DOCKER_HOST"] = "unix:///var/run/docker.sock" });
            var engine = new EngineDouble();
            engine.Info = engine.Info with { RegistryConfiguration = registries };
            http = new(limits);
            Client = new(
                new RegistryEndpoints(engine, new EngineEndpoint(new CliDouble(), surroundings)),
                http,
                new RegistryAuthorization(http, new DockerCredentials(surroundings, new CredentialProgramDouble(credentials))),
                limits);
        }

        public RegistryClient Client { get; }

        public void Dispose()
        {
            http.Dispose();
            Directory.Delete(home, recursive: true);
        }
    }
}
