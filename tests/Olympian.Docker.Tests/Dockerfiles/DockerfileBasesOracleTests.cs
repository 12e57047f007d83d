using System.Collections.Concurrent;
using Olympian.Deployment;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Dockerfiles;

/// <summary>Holds our list of a Dockerfile's bases against the images BuildKit takes for it.</summary>
/// <remarks>
/// OLYMPIAN_SUITE=full runs more generated cases; OLYMPIAN_SEED repeats a run. Nothing goes to BuildKit that we refuse: what we refuse
/// on the engine's behalf kills it.
/// </remarks>
public sealed class DockerfileBasesOracleTests
{
    private const int AtOnce = 4;

    private static readonly Dictionary<string, string> None = [];

    // Each stage has an image of its own, so that a wrong reading of one shows.
    private const string AllStages = "FROM scratch\nCOPY --from=s1 /file /«»\nCOPY --from=s2 /file /«»\nCOPY --from=s3 /file /«»";

    private static readonly string[] Dockerfiles =
    [
        "from docker.io/«a» as x\nFROM\tindex.docker.io/«a:1» \nCOPY --from=X /file /«»\nCOPY --from=docker.io/library/«»:latest /file /«»",
        "FROM localhost:5099/«a» AS x\nFROM x AS y\nFROM 127.0.0.1:5099/«b:1.2-x_y»\nFROM y\nCOPY --from=scratch /file /«»",
        "FROM «a»\nFROM «c/d»\nFROM «b»\nCOPY --from=+0 /file /«»\nCOPY --from=«a:latest» /file /«»",
        "FROM «a» AS x\nFROM «b» AS x\nFROM x",
        "FROM «a» AS x\nFROM x AS y\nFROM «b» AS x\nFROM y\nCOPY --from=x /file /«»", "FROM «a»\nCOPY --from=\"«b»\" /file /«»",
        "FROM «c/d»\nRUN --mount=from=«a»,target=/m --mount=type=cache,target=/c x\nRUN --mount='\"from=«b»\",\"target=/m,m\"' x",
        "FROM «a» AS x\nFROM scratch\nRUN --mount=FROM=«b»,dst=/m true\nRUN --mount=from=X,target=/m true",
        "FROM «a» AS scratch\nFROM «b»\nRUN --mount=type=cache,target=/c true",
        $"ARG I=«a» J=$I\nARG U\nARG Q=it's\nARG P=x\nFROM $J AS s1\nFROM «b»$U AS s2\nFROM ${{P:+«c/d»}} AS s3\n{AllStages}",
        $"ARG V=x/«a»\nARG W=«b:1»\nARG X=«»-x-\nFROM ${{V#*/}} AS s1\nFROM ${{W%:*}} AS s2\nFROM ${{X/-x-//c/d}} AS s3\n{AllStages}",
        $"ARG R=99\nARG BUILDARCH=a\nFROM localhost:50${{R}}/«a» AS s1\nFROM «»/$BUILDARCH AS s2\nFROM «»/$TARGETARCH AS s3\n{AllStages}",
        "ARG I=«a»\nFROM $I AS x\nARG I=«b»\nFROM $I\nCOPY --from=x /file /«»",
        "# escape=`\nFROM `\n«a»\nRUN dir c:\\\nCOPY --from=«b» /file /«»", "# x\n# escape=`\nFR\\\nOM \\\n# c \\\n\n «a»",
        "#!/bin/x\nFROM «a»\nRUN true \\\\\nCOPY --from=«b» /file /«»", "FROM «a»\r\nRUN <<EOF\r\nFROM evil\r\nEOF\r\nFROM «b»\r\n",
        "FROM «a»\nCOPY <<\"E.F\" /d\nFROM evil\nE.F\nADD <<A <<-B /d/\nFROM evil\nA\n\tFROM evil\n\tB\nCOPY --from=«b» /file /«»",
        "FROM «a»\nRUN cat <<A <<-B\nFROM evil\nA\nFROM evil\n\tB\nCOPY --from=«b» /file /«»",
        "FROM «a»\nRUN [\"x\", \"<<E\"]\nRUN echo x<<E\nCMD <<E\nRUN [ -f x ] <<E\nFROM evil\nE\nCOPY --from=«b» /file /«»",
        "FROM «a»\nONBUILD RUN <<E\nFROM evil\nE\nONBUILD COPY --from=«b» / /",
    ];

    private static readonly DockerfileCase[] WithTargetsAndArguments =
    [
        new("FROM «a» AS x\nFROM x AS Y\nCOPY --from=«b» /file /«»\nFROM «c/d»") { Target = "y" },
        new("FROM «a» AS x\nFROM «b» AS y\nFROM «c/d»\nCOPY --from=y /file /«»") { Target = "X" },
        new($"ARG I=evil\nARG J\nARG K=«c/d»\nFROM $I AS s1\nFROM $J AS s2\nFROM $K$L AS s3\n{AllStages}")
        {
            Arguments = new Dictionary<string, string?> { ["I"] = "«a»", ["J"] = "«b»", ["K"] = null, ["L"] = "evil" },
        },
        new("FROM «»/$TARGETARCH") { Arguments = new Dictionary<string, string?> { ["TARGETARCH"] = "b" } },
    ];

    private static readonly DockerfileCase[] WithContexts =
    [
        new("FROM docker.io/library/x:latest") { Contexts = Context("x", "docker-image://«a:1»") },
        new("FROM x:2\nCOPY --from=«y» /file /«»")
        {
            Contexts = Context("docker.io/x:2", "docker-image://localhost:5099/«a»", "«y»", "directory"),
        },
        new("FROM x\nCOPY --from=«a» /file /«»") { Contexts = Context("x", "docker-image://scratch", "z", "docker-image://«b»") },
        new("FROM «a»\nCOPY --from=x /file /«»") { Contexts = Context("x", "docker-image://«b»") },
        new("FROM «a» AS x\nCOPY --from=«b» /file /«»\nFROM x") { Contexts = Context("x", "docker-image://«c/d»") },
        new("FROM «a» AS X\nFROM «b»\nCOPY --from=x /file /«»") { Contexts = Context("x", "docker-image://«c/d»") },
        new("FROM «a» AS x\nFROM «b»\nCOPY --from=0 /file /«»") { Contexts = Context("x", "directory") },
        new("FROM «a» AS x\nFROM «b»") { Contexts = Context("x", "docker-image://«c/d»") },
    ];

    private static readonly DockerfileCase MountedContext = new("FROM scratch\nRUN --mount=from=x,target=/m true")
    {
        Contexts = Context("x", "docker-image://«a»"),
    };

    // None of these hurts the engine.
    private static readonly string[] Refused =
    [
        "FROM «a:»", "FROM ${NONE:?no}", "FROM x y", "FROM «a»\nCOPY --from=$X / /", "FROM «a»\nCOPY --from=7 / /", "FROM «a»\nRUN <<E\nF",
    ];

    private BuildKitOracle oracle = null!;

    private static bool IsFullSuite => Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full";

    [OneTimeSetUp]
    public async Task StartAsync() => oracle = await BuildKitOracle.CreateAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await oracle.DisposeAsync();

    [Test]
    public Task Agrees_with_BuildKit_on_hand_picked_Dockerfiles() =>
        AssertDescribedAsync([.. Dockerfiles.Select(text => new DockerfileCase(text)), MountedContext]);

    [Test]
    public Task Agrees_with_BuildKit_on_generated_Dockerfiles()
    {
        var generator = new DockerfileGenerator(Seed.Printed());
        return AssertDescribedAsync([.. Enumerable.Range(0, IsFullSuite ? 400 : 12).Select(_ => generator.Next())]);
    }

    [Test]
    public Task Agrees_with_BuildKit_on_targets_arguments_and_contexts() => AssertUsedAsync([.. WithTargetsAndArguments, .. WithContexts]);

    [Test]
    public async Task Refuses_with_BuildKit()
    {
        var taken = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Refused.Select(text => oracle.Filled(new(text))), Limited, async (refused, cancellationToken) =>
        {
            if (OursOf(refused) is not null || (await oracle.DescribeAsync(refused, cancellationToken)).Refusal.Length == 0)
            {
                taken.Add(refused.ToString());
            }
        });

        Assert.That(taken, Is.Empty);
    }

    [TestCase("# syntax=«a:1»\nFROM x", null, TestName = "Tells_the_frontend_of_a_directive")]
    [TestCase("#!/x\n# escape=`\n#SYNTAX = docker.io/«a:1» and more\nFROM x", null, TestName = "Tells_the_frontend_of_a_later_directive")]
    [TestCase("# syntax=evil\nFROM x", "«a:1»", TestName = "Tells_the_frontend_of_an_argument")]
    public async Task Tells_the_frontend(string dockerfile, string? argument)
    {
        var it = oracle.Filled(new(dockerfile)
        {
            Arguments = new[] { argument }.OfType<string>().ToDictionary(_ => "BUILDKIT_SYNTAX", value => (string?)value),
        });

        var frontend = BasesOf(it).Single(found => found.Use == BaseUse.Frontend).Image;

        var theirs = await oracle.BuildToEndAsync(it, default);
        Assert.That((theirs.Described.Single(), theirs.Used.Single()), Is.EqualTo((frontend, frontend)));
    }

    private static ParallelOptions Limited => new() { MaxDegreeOfParallelism = AtOnce };

    private Task AssertDescribedAsync(IReadOnlyList<DockerfileCase> cases) =>
        AssertAgreementAsync(cases, oracle.DescribeAsync, (ours, theirs) => ours.SetEquals(theirs.Described));

    // Where a context replaces a stage, BuildKit 0.13 still asks for the configuration of what it replaces.
    private Task AssertUsedAsync(IReadOnlyList<DockerfileCase> cases) => AssertAgreementAsync(
        cases, oracle.BuildToEndAsync, (ours, theirs) => ours.SetEquals(theirs.Used) && ours.IsSubsetOf(theirs.Described));

    private async Task AssertAgreementAsync(
        IReadOnlyList<DockerfileCase> cases,
        Func<DockerfileCase, CancellationToken, Task<ResolvedImages>> ask,
        Func<HashSet<ImageReference>, ResolvedImages, bool> agree)
    {
        var disagreements = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(cases.Select(oracle.Filled), Limited, async (it, cancellationToken) =>
        {
            if (OursOf(it) is not { } ours)
            {
                disagreements.Add($"{it}\n    we refuse it");
                return;
            }

            var theirs = await ask(it, cancellationToken);
            if (theirs.Refusal.Length > 0 || !agree(ours, theirs))
            {
                disagreements.Add(
                    $"{it}\n    ours:      {string.Join(' ', ours)}\n    used:      {string.Join(' ', theirs.Used)}\n"
                    + $"    described: {string.Join(' ', theirs.Described)}\n{theirs.Refusal}");
            }
        });

        TestContext.Out.WriteLine($"{cases.Count} cases");
        Assert.That(disagreements, Is.Empty);
    }

    private HashSet<ImageReference>? OursOf(DockerfileCase it)
    {
        try
        {
            return [.. BasesOf(it).Select(found => found.Image)];
        }
        catch (UsageFailure)
        {
            return null;
        }
    }

    private IReadOnlyList<BaseReference> BasesOf(DockerfileCase it) => DockerfileBases.Of(
        new ServiceBuild("web", oracle.Context, "Dockerfile", null, it.Target, it.Arguments, it.Contexts, None, [], null, [], []),
        it.Dockerfile,
        None,
        None,
        oracle.Platform);

    private static Dictionary<string, string> Context(params string[] namesAndSources) =>
        namesAndSources.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
}
