using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Images;

public sealed class BuildReleaseTests
{
    private const string InfoFile = "/app/build_info.txt";

    private static readonly BuildArguments Arguments = Shop.Arguments(Shop.First);

    private static readonly BuildInstruction Ran = new(
        "build",
        4,
        7,
        "RUN npm ci",
        "RUN",
        Arguments.ReleaseId.Time.AddSeconds(1),
        Arguments.ReleaseId.Time.AddSeconds(2),
        Cached: false,
        Error: null);

    private StackDouble engine = new();
    private SourceTreeDouble source = new();
    private VerifierDouble verifier = new();
    private Dictionary<string, IReadOnlyList<ResolvedBase>> bases = [];
    private BuilderDouble builder = new((_, _) => throw new NotSupportedException());

    /// <summary>What can be wrong with the image of web, and the claim that finds it.</summary>
    private static TestCaseData[] Faults =>
    [
        Fault("image under the release's tag is the one this run built", (test, image) => test.engine.Images.Remove(image)),
        Fault("image under the release's tag is the one this run built", With(image => image with { Id = "sha256:another" })),
        Fault("image was created in this run", With(image => image with { Created = Arguments.ReleaseId.Time.AddMinutes(-2) })),
        Fault("image label org.olympian.project", Without("org.olympian.project")),
        Fault("image label org.olympian.release", With("org.olympian.release", Shop.Second)),
        Fault("image label org.olympian.service", With("org.olympian.service", "worker")),
        Fault("image label org.olympian.source-hash", With("org.olympian.source-hash", "0123456789abcdef0123456789abcdef")),
        Fault("image label org.olympian.commit", With("org.olympian.commit", "9f3c2a1-dirty")),
        Fault("image label org.olympian.build-date", Without("org.olympian.build-date")),
        Fault("image label org.olympian.cache-bust", With("org.olympian.cache-bust", "")),
        Fault("image label org.opencontainers.image.created", With("org.opencontainers.image.created", "2026-11-22T14:01:03Z")),
        Fault("image label org.opencontainers.image.revision", Without("org.opencontainers.image.revision")),
        Fault("image label org.opencontainers.image.version", Without("org.opencontainers.image.version")),
        Fault("image label org.opencontainers.image.title", With("org.opencontainers.image.title", "shop/WEB")),
        Fault($"{InfoFile} Build Date", InfoWithout("Build Date")),
        Fault($"{InfoFile} Git Commit", InfoWithout("Git Commit")),
        Fault($"{InfoFile} Source Hash", InfoWithout("Source Hash")),
        Fault($"{InfoFile} Cache Bust", InfoWithout("Cache Bust")),
    ];

    /// <summary>What a builder can say of web that proves nothing, and what is then found.</summary>
    private static TestCaseData[] Doubts =>
    [
        Doubt("[build 4/7] RUN npm ci came from the build cache", Record(Ran with { Cached = true })),
        Doubt("[build 4/7] RUN npm ci did not run to its end", Record(Ran with { Completed = null })),
        Doubt(
            "[build 4/7] RUN npm ci ran 2026-11-22 14:00:01Z, the run began 2026-11-22 14:01:02Z",
            Record(Ran with { Started = Arguments.ReleaseId.Time.AddSeconds(-61) })),
        Doubt("the builder's record lacks [build 5/7]", Record(Ran) with { Missing = ["[build 5/7]"] }),
        Doubt("the builder recorded no instruction", Record()),
    ];

    [SetUp]
    public void Begin()
    {
        engine = new();
        source = new();
        verifier = new();
        bases = [];
        builder = new((order, _) => Task.FromResult(Build(order)));
    }

    private async Task<IReadOnlyList<Claim>> RunAsync(
        CacheUse use = CacheUse.UltraClean,
        BuildArguments? arguments = null,
        ComposeProject? project = null,
        CancellationToken cancellation = default) =>
        (await new BuildRelease(builder, engine, new FingerprintSource(source), verifier).RunAsync(
            new(project ?? Shop.Project, arguments ?? Arguments, use, Arguments.ReleaseId.Time, "/logs", TimeSpan.FromMinutes(30))
            {
                Bases = bases,
            },
            verifier,
            cancellation)).Claims;

    private ClaimsRefuted Refuted(CacheUse use = CacheUse.UltraClean) => Assert.ThrowsAsync<ClaimsRefuted>(() => RunAsync(use))!;

    // What a builder does that does what it is told.
    private BuiltImage Build(ImageOrder order)
    {
        var service = order.Build.Service;
        var image = Shop.Image(Shop.First, service, order.Tag) with { Labels = order.Labels };
        engine.Images.Add(image);
        engine.WriteFile(image.Id, InfoFile, Shop.InfoFile(Shop.First));
        return new(service, image.Id, TimeSpan.FromSeconds(1), Record(Ran));
    }

    private void Replace(ImageFacts image, ImageFacts by) => engine.Images[engine.Images.IndexOf(image)] = by;

    [Test]
    public async Task Orders_every_image_as_the_release_says()
    {
        await RunAsync();

        var order = builder.Orders.Single(order => order.Build.Service == "web");
        Assert.Multiple(() =>
        {
            Assert.That(builder.Orders.Select(one => one.Build.Service), Is.EquivalentTo(new[] { "web", "worker" }));
            Assert.That(order.Tag, Is.EqualTo("shop/web:20261122-140102-9f3c.candidate"));
            Assert.That(order.LogFile, Is.EqualTo("/logs/web.log"));
            Assert.That(order.Limit, Is.EqualTo(TimeSpan.FromMinutes(30)));
            Assert.That(order.CacheUse, Is.EqualTo(CacheUse.UltraClean));
            Assert.That(order.Arguments, Is.EqualTo(new Dictionary<string, string>
            {
                ["BUILD_DATE"] = "2026-11-22T14:01:02Z",
                ["GIT_COMMIT"] = "9f3c2a1",
                ["SOURCE_HASH"] = Shop.SourceHash,
                ["CACHE_BUST"] = $"20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}",
            }));
        });
    }

    [TestCase("sha256:manifest", true)]
    [TestCase("sha256:somebody else's", false)]
    public void Knows_the_image_by_the_digest_of_its_manifest_where_containerd_keeps_it(string known, bool isTheSame)
    {
        var built = new BuiltImage("web", "sha256:configuration", TimeSpan.Zero, Record()) { ManifestDigest = "sha256:manifest" };
        var found = Shop.Image(Shop.First, "web", "tag") with { Id = known };

        Assert.Multiple(() =>
        {
            Assert.That(ImageClaims.OfOrigin(built.AsNamedBy(found), found).Holds, Is.EqualTo(isTheSame));
            Assert.That(built.AsNamedBy(null), Is.EqualTo(built));
            Assert.That((built with { ManifestDigest = null }).AsNamedBy(found), Is.EqualTo(built with { ManifestDigest = null }));
        });
    }

    [Test]
    public async Task Gives_a_proven_release_its_tags_and_takes_the_candidates_away()
    {
        var claims = await RunAsync();

        Assert.Multiple(() =>
        {
            Assert.That(claims, Has.Count.EqualTo(43).And.All.Property("Holds").True);
            Assert.That(engine.Calls, Is.EqualTo(new[]
            {
                "tag sha256:web-20261122-140102-9f3c shop/web:20261122-140102-9f3c",
                "untag shop/web:20261122-140102-9f3c.candidate",
                "tag sha256:worker-20261122-140102-9f3c shop/worker:20261122-140102-9f3c",
                "untag shop/worker:20261122-140102-9f3c.candidate",
            }));
        });
    }

    [TestCaseSource(nameof(Faults))]
    public void Releases_nothing_when_it_finds_against(string statement, Action<BuildReleaseTests, ImageFacts> spoil)
    {
        builder = new((order, _) =>
        {
            var built = Build(order);
            if (built.Service == "web")
            {
                spoil(this, engine.Images[^1]);
            }

            return Task.FromResult(built);
        });

        var failure = Refuted();
        Assert.Multiple(() =>
        {
            Assert.That(failure.Claims.Where(claim => !claim.Holds).Select(claim => claim.Statement), Has.Member(statement));
            Assert.That(failure.Claims.Where(claim => !claim.Holds).Select(claim => claim.Subject), Has.All.EqualTo("web"));
            Assert.That(failure.WhatFailed, Is.EqualTo("Release 20261122-140102-9f3c is not proven and was not released."));
            Assert.That(engine.Calls, Is.Empty);
        });
    }

    [Test]
    public void Releases_nothing_when_an_image_does_not_say_what_it_is()
    {
        builder = new((order, _) =>
        {
            var built = Build(order);
            engine.Images[^1] = engine.Images[^1] with { Id = built.ImageId + "-silent" };
            return Task.FromResult(built with { ImageId = built.ImageId + "-silent" });
        });

        Assert.That(Refuted().Message, Does.Contain("web: /app/build_info.txt Source Hash: expected").And.Contain("found nothing"));
    }

    [TestCaseSource(nameof(Doubts))]
    public void Releases_nothing_when_the_builders_record_says(string found, BuildRecord record)
    {
        builder = new((order, _) => Task.FromResult(order.Build.Service == "web" ? Build(order) with { Record = record } : Build(order)));

        var failure = Refuted();
        Assert.Multiple(() =>
        {
            Assert.That(
                failure.Claims.Where(claim => !claim.Holds).Select(claim => $"{claim.Subject}: {claim.Statement}: {claim.Actual}"),
                Is.EqualTo(new[] { $"web: every RUN, COPY and ADD ran in this run: no: {found}" }));
            Assert.That(engine.Calls, Is.Empty);
        });
    }

    [TestCase(CacheUse.UltraClean, 2)]
    [TestCase(CacheUse.Clean, 2)]
    [TestCase(CacheUse.Cached, 0)]
    public async Task Claims_that_every_instruction_ran_of_builds_that_may_use_no_cache(CacheUse use, int claims) =>
        Assert.That(
            await RunAsync(use), Has.Exactly(claims).Property("Statement").EqualTo("every RUN, COPY and ADD ran in this run"));

    [TestCase(CacheUse.Clean, false)]
    [TestCase(CacheUse.Cached, true)]
    public async Task Asks_an_images_age_where_every_instruction_ran(CacheUse use, bool holds)
    {
        builder = new((order, _) =>
        {
            var built = Build(order);
            Replace(engine.Images[^1], engine.Images[^1] with { Created = Arguments.ReleaseId.Time.AddDays(-7) });
            return Task.FromResult(built);
        });

        if (holds)
        {
            Assert.That(await RunAsync(use), Has.None.Property("Statement").EqualTo("image was created in this run"));
        }
        else
        {
            Assert.That(Refuted(use).Message, Does.Contain(
                "web: image was created in this run: expected yes, "
                + "found created 2026-11-15 14:01:02Z, the run began 2026-11-22 14:01:02Z"));
        }
    }

    [Test]
    public async Task Forgives_an_engines_clock_a_minute()
    {
        builder = new((order, _) =>
        {
            var built = Build(order);
            Replace(engine.Images[^1], engine.Images[^1] with { Created = Arguments.ReleaseId.Time.AddSeconds(-60) });
            return Task.FromResult(built);
        });

        Assert.That(await RunAsync(), Has.All.Property("Holds").True);
    }

    [Test]
    public async Task Does_not_ask_the_age_of_an_image_that_bears_a_date_by_order()
    {
        var text = Arguments.ToText().Replace("BUILD_DATE=2026-11-22T14:01:02Z", "BUILD_DATE=1980-01-01T00:00:00Z");
        var arguments = BuildArguments.Parse(text, ".env.build");
        builder = new((order, _) =>
        {
            var built = Build(order);
            Replace(engine.Images[^1], engine.Images[^1] with { Created = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero) });
            engine.WriteFile(built.ImageId, InfoFile, Shop.InfoFile(Shop.First).Replace("2026-11-22T14:01:02Z", "1980-01-01T00:00:00Z"));
            return Task.FromResult(built);
        });

        Assert.That(await RunAsync(arguments: arguments), Has.All.Property("Holds").True);
    }

    [TestCase("web")]
    [TestCase("worker")]
    public void Stops_the_others_when_one_build_fails_and_tells_of_that_one(string failing)
    {
        var stopped = new List<string>();
        builder = new(async (order, cancellation) =>
        {
            await Task.Yield();
            if (order.Build.Service == failing)
            {
                throw new ImageBuildFailure(failing, "[build 4/7] RUN npm run build", ["error TS2322"], "exit code: 2", "/logs/x.log");
            }

            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                throw new NotSupportedException("never reached");
            }
            catch (OperationCanceledException)
            {
                stopped.Add(order.Build.Service);
                throw;
            }
        });

        var failure = Assert.ThrowsAsync<ImageBuildFailure>(() => RunAsync())!;
        Assert.Multiple(() =>
        {
            Assert.That(failure.Message, Is.EqualTo(
                $"The image of service '{failing}' was not built. The failing step is [build 4/7] RUN npm run build\n"
                + "  error TS2322\nexit code: 2\n"
                + "Nothing that runs was changed. Mend the cause and build again; the whole output is in /logs/x.log"));
            Assert.That(stopped, Is.EqualTo(new[] { failing == "web" ? "worker" : "web" }));
            Assert.That(engine.Calls, Is.Empty);
        });
    }

    [Test]
    public void Stops_when_it_is_interrupted()
    {
        using var interruption = new CancellationTokenSource();
        builder = new(async (_, cancellation) =>
        {
            await interruption.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new NotSupportedException("never reached");
        });

        Assert.That(() => RunAsync(cancellation: interruption.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(engine.Calls, Is.Empty);
    }

    [Test]
    public void Builds_nothing_when_the_source_is_not_that_of_the_build_arguments()
    {
        source.Content = "a2";

        var failure = Refuted();
        Assert.Multiple(() =>
        {
            Assert.That(failure.WhatFailed, Is.EqualTo("The build arguments are not those of the source on disk."));
            Assert.That(failure.ExpectedAndActual, Does.StartWith(
                $"  shop: the source on disk has the source hash of the build arguments: expected {Shop.SourceHash}, found "));
            Assert.That(failure.NextCommand, Does.EndWith("./build.sh --target=GenerateBuildArgs"));
            Assert.That(builder.Orders, Is.Empty);
        });
    }

    [Test]
    public void Releases_nothing_when_the_source_changes_while_it_is_built()
    {
        builder = new((order, _) =>
        {
            source.Content = "a2";
            return Task.FromResult(Build(order));
        });

        Assert.That(
            Refuted().Claims.Single(claim => !claim.Holds).Statement,
            Is.EqualTo("the source on disk has the source hash of the build arguments"));
        Assert.That(engine.Calls, Is.Empty);
    }

    [Test]
    public async Task Labels_an_image_with_what_it_was_built_upon()
    {
        bases["web"] = [Base("node:22", "sha256:0000000000000000000000000000000000000000000000000000000000000001")];

        await RunAsync();

        Assert.That(
            builder.Orders.Single(order => order.Build.Service == "web").Labels["org.olympian.bases"],
            Is.EqualTo("[{\"name\":\"node:22\",\"digest\":\"sha256:0000000000000000000000000000000000000000000000000000000000000001\",\"id\":\"sha256:of-node:22\"}]"));
    }

    [TestCase("docker.io/library/node:22", "sha256:0000000000000000000000000000000000000000000000000000000000000001", null)]
    [TestCase("docker.io/library/node:22", null, null)]
    [TestCase(
        "docker.io/library/node:22", "sha256:0000000000000000000000000000000000000000000000000000000000000002",
        "is another than the one that was looked into, sha256:0000000000000000000000000000000000000000000000000000000000000001: its tag was moved meanwhile")]
    [TestCase("docker.io/library/nginx:1.28", null, "docker.io/library/nginx:1.28 was not looked into")]
    public async Task Releases_nothing_that_stands_on_what_was_not_proven(string reference, string? digest, string? found)
    {
        bases["web"] = bases["worker"] = [Base("node:22", "sha256:0000000000000000000000000000000000000000000000000000000000000001")];
        builder = new((order, _) => Task.FromResult(Build(order) with { Record = Record(Ran) with { Bases = [new(reference, digest)] } }));

        if (found is null)
        {
            Assert.That(await RunAsync(), Has.Some.Property("Statement").EqualTo("every image it was built upon was proven before"));
        }
        else
        {
            Assert.That(Refuted().Message, Does.Contain(found));
        }
    }

    [Test]
    public void Releases_nothing_whose_layers_are_damaged()
    {
        verifier.Damaged["sha256:web"] = ["sha256:old"];
        verifier.Before = () => verifier.Damaged[engine.Images[0].Id] = ["sha256:old"];

        var failure = Assert.ThrowsAsync<BuiltDamaged>(() => RunAsync())!;
        Assert.Multiple(() =>
        {
            Assert.That(failure.Report.Findings, Has.Count.EqualTo(1));
            Assert.That(failure.Message, Does.StartWith($"Release {Shop.First} is damaged and was not released."));
            Assert.That(engine.Calls, Is.Empty);
        });
    }

    [Test]
    public void Refuses_a_project_without_anything_to_build() =>
        Assert.That(
            () => RunAsync(project: Shop.Project with { Services = [Shop.Store] }),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("Project 'shop' has no service to build."));

    [Test]
    public async Task Asks_no_file_of_a_service_that_says_it_has_none()
    {
        var plain = Shop.Worker with { Labels = new Dictionary<string, string> { ["org.olympian.build-info-file"] = "none" } };
        source = new();
        var hash = new FingerprintSource(source).Run([plain.Build!], CancellationToken.None).Hash.Value;
        var arguments = BuildArguments.Parse(Arguments.ToText().Replace(Shop.SourceHash, hash), ".env.build");

        var claims = await RunAsync(arguments: arguments, project: Shop.Project with { Services = [plain] });

        Assert.That(claims.Select(claim => claim.Statement), Has.None.Contains("build_info"));
    }

    private static ResolvedBase Base(string name, string digest) => new(
        new(ImageReference.Parse(name), null, BaseUse.Stage, "FROM in line 1"),
        new($"sha256:of-{name}", [name], [], new Dictionary<string, string>(), default, 0, [], null),
        digest);

    private static BuildRecord Record(params IReadOnlyList<BuildInstruction> instructions) => new(instructions, [], []);

    private static TestCaseData Doubt(string found, BuildRecord record) => new TestCaseData(found, record).SetArgDisplayNames(found);

    private static TestCaseData Fault(string statement, Action<BuildReleaseTests, ImageFacts> spoil) =>
        new TestCaseData(statement, spoil).SetArgDisplayNames(statement);

    private static Action<BuildReleaseTests, ImageFacts> Without(string label) => (test, image) =>
        test.Replace(image, image with { Labels = image.Labels.Where(one => one.Key != label).ToDictionary() });

    private static Action<BuildReleaseTests, ImageFacts> With(string label, string value) => (test, image) =>
        test.Replace(image, image with { Labels = new Dictionary<string, string>(image.Labels) { [label] = value } });

    private static Action<BuildReleaseTests, ImageFacts> With(Func<ImageFacts, ImageFacts> change) => (test, image) =>
        test.Replace(image, change(image));

    private static Action<BuildReleaseTests, ImageFacts> InfoWithout(string key) => (test, image) =>
        test.engine.WriteFile(image.Id, InfoFile, Shop.InfoFile(Shop.First).Replace($"{key}: ", $"{key}= "));
}
