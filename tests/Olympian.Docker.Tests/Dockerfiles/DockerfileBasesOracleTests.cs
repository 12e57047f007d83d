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

    private static readonly string[] Dockerfiles =
    [
        "from docker.io/«a» as x\nFROM\tindex.docker.io/«a:1» \nCOPY --from=X /file /f\nCOPY --from=docker.io/library/«»:latest /file /g",
        "FROM localhost:5099/«a» AS x\nFROM x AS y\nFROM 127.0.0.1:5099/«b:1»\nFROM y", "FROM scratch\nCOPY --from=scratch / /x",
        "FROM «a»\nFROM «c/d»\nFROM «b»\nCOPY --from=+0 /file /f\nCOPY --from=«a:latest» /file /f",
        "FROM «a» AS x\nFROM «b» AS x\nFROM x", "FROM «a» AS x\nFROM x AS y\nFROM «b» AS x\nFROM y\nCOPY --from=x /file /f",
        "FROM «c/d»\nRUN --mount=from=«a»,target=/m --mount=type=cache,target=/c true\nRUN --mount='\"from=«b»\",\"target=/m,m\"' true",
        "FROM scratch\nRUN --mount=FROM=«a»,dst=/m true", "FROM «a» AS x\nFROM scratch\nRUN --mount=from=X,target=/m true",
        "FROM «a» AS scratch\nFROM «b»\nRUN --mount=type=cache,target=/c true", "FROM «a»\nCOPY --from=\"«b»\" /file /f",
        "ARG I=«a» J=$I\nFROM $J", "ARG I\nFROM «a»$I", "ARG I=it's\nFROM «a»", "ARG I=x\nFROM ${I:+«a»}",
        "ARG R=99\nFROM localhost:50${R}/«a»",
        "ARG I=«a»\nFROM $I AS x\nARG I=«b»\nFROM $I\nCOPY --from=x /file /f", "FROM «»/$TARGETARCH", "ARG BUILDARCH=a\nFROM «»/$BUILDARCH",
        "ARG V=x/«a»\nFROM ${V#*/}", "ARG V=«b:1»\nFROM ${V%:*}", "ARG V=«»-x-\nFROM ${V/-x-//a}", "ARG V=«c/d»~~\nFROM ${V//~/}",
        "# escape=`\nFROM `\n«a»\nRUN dir c:\\\nCOPY --from=«b» /file /f", "# x\n# escape=`\nFR\\\nOM \\\n# c \\\n\n «a»",
        "#!/bin/x\nFROM «a»\nRUN true \\\\\nCOPY --from=«b» /file /f", "FROM «a»\r\nRUN <<EOF\r\nFROM evil\r\nEOF\r\nFROM «b»\r\n",
        "FROM «a»\nRUN cat <<A <<-B\nFROM evil\nA\nFROM evil\n\tB\nCOPY <<\"E.F\" /d\nFROM evil\nE.F\nCOPY --from=«b» /file /f",
        "FROM «a»\nRUN [\"x\", \"<<E\"]\nRUN echo x<<E\nCMD <<E\nRUN [ -f x ] <<E\nFROM evil\nE\nCOPY --from=«b» /file /f",
        "FROM «a»\nONBUILD RUN <<E\nFROM evil\nE\nONBUILD COPY --from=«b» / /",
    ];

    private static readonly DockerfileCase[] Targets =
    [
        new("FROM «a» AS x\nFROM «b»") { Target = "x" },
        new("FROM «a» AS x\nFROM x AS Y\nCOPY --from=«b» /file /f\nFROM «c/d»") { Target = "y" },
        new("FROM «a» AS x\nFROM «b» AS y\nFROM «c/d»\nCOPY --from=y /file /f") { Target = "X" },
        new("ARG I=evil\nFROM $I") { Arguments = new Dictionary<string, string?> { ["I"] = "«a»" } },
        new("ARG I\nFROM $I") { Arguments = new Dictionary<string, string?> { ["I"] = "«a»" } },
        new("ARG I=«a»\nFROM $I") { Arguments = new Dictionary<string, string?> { ["I"] = null } },
        new("FROM «a»$I") { Arguments = new Dictionary<string, string?> { ["I"] = "evil" } },
        new("FROM «»/$TARGETARCH") { Arguments = new Dictionary<string, string?> { ["TARGETARCH"] = "b" } },
    ];

    private static readonly DockerfileCase[] WithContexts =
    [
        new("FROM x") { Contexts = Context("x", "docker-image://«a»") },
        new("FROM docker.io/library/x:latest") { Contexts = Context("x", "docker-image://«a:1»") },
        new("FROM x:2") { Contexts = Context("docker.io/x:2", "docker-image://localhost:5099/«a»") },
        new("FROM x") { Contexts = Context("x", "directory") },
        new("FROM x") { Contexts = Context("x", "docker-image://scratch") },
        new("FROM «a»\nCOPY --from=x /file /f") { Contexts = Context("x", "docker-image://«b»") },
        new("FROM «a»\nCOPY --from=x / /f") { Contexts = Context("x", "directory") },
        new("FROM «a»\nRUN --mount=from=x,target=/m true") { Contexts = Context("x", "docker-image://«b»") },
        new("FROM «a» AS x\nCOPY --from=«b» /file /f\nFROM x") { Contexts = Context("x", "docker-image://«c/d»") },
        new("FROM «a» AS X\nFROM «b»\nCOPY --from=x /file /f") { Contexts = Context("x", "docker-image://«c/d»") },
        new("FROM «a» AS x\nFROM «b»\nCOPY --from=x / /f") { Contexts = Context("x", "directory") },
        new("FROM «a» AS x\nFROM «b»\nCOPY --from=0 /file /f") { Contexts = Context("x", "docker-image://«c/d»") },
        new("FROM «a» AS x\nFROM «b»") { Contexts = Context("x", "docker-image://«c/d»") },
        new("FROM «b» AS x\nFROM «a» AS y\nFROM x") { Contexts = Context("y", "docker-image://«c/d»") },
        new("FROM «a»") { Contexts = Context("x", "docker-image://«c/d»") },
    ];

    // None of these hurts the engine.
    private static readonly string[] Refused =
    [
        "FROM «a:»", "FROM $NONE", "FROM ${NONE:?no}", "FROM 'x", "FROM x y", "FROM --platform=nowhere «a»", "FROM «a»\nCOPY --from=$X / /",
        "FROM «a»\nCOPY --from=7 / /", "RUN x\nFROM «a»", "FROM «a»\nRUN <<E\nF",
    ];

    private BuildKitOracle oracle = null!;

    private static bool IsFullSuite => Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full";

    [OneTimeSetUp]
    public async Task StartAsync() => oracle = await BuildKitOracle.CreateAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await oracle.DisposeAsync();

    [Test]
    public Task Agrees_with_BuildKit_on_hand_picked_Dockerfiles() =>
        AssertAgreementAsync([.. Dockerfiles.Select(text => new DockerfileCase(text)), .. Targets]);

    [Test]
    public Task Agrees_with_BuildKit_on_generated_Dockerfiles()
    {
        var generator = new DockerfileGenerator(Seed.Printed());
        return AssertAgreementAsync([.. Enumerable.Range(0, IsFullSuite ? 400 : 16).Select(_ => generator.Next())]);
    }

    [Test]
    public Task Agrees_with_BuildKit_on_contexts() => AssertAgreementAsync(WithContexts);

    [Test]
    public async Task Refuses_with_BuildKit()
    {
        var taken = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Refused.Select(text => oracle.Filled(new(text))), Limited, async (refused, cancellationToken) =>
        {
            if (OursOf(refused) is not null || (await oracle.AskAsync(refused, cancellationToken)).Refusal.Length == 0)
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

        var theirs = await oracle.AskAsync(it, default);
        Assert.That((theirs.Described.Single(), theirs.Used.Single()), Is.EqualTo((frontend, frontend)));
    }

    private static ParallelOptions Limited => new() { MaxDegreeOfParallelism = AtOnce };

    private async Task AssertAgreementAsync(IReadOnlyList<DockerfileCase> cases)
    {
        var disagreements = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(cases.Select(oracle.Filled), Limited, async (it, cancellationToken) =>
        {
            if (OursOf(it) is not { } ours)
            {
                disagreements.Add($"{it}\n    we refuse it");
                return;
            }

            // A context may replace what its configuration was still asked of; without one the two are the same.
            var theirs = await oracle.AskAsync(it, cancellationToken);
            if (theirs.Refusal.Length > 0
                || !ours.SetEquals(theirs.Used)
                || !(it.Contexts.Count == 0 ? ours.SetEquals(theirs.Described) : ours.IsSubsetOf(theirs.Described)))
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
        new ServiceBuild("web", oracle.EmptyDirectory, "Dockerfile", null, it.Target, it.Arguments, it.Contexts, None, [], null, [], []),
        it.Dockerfile,
        None,
        None,
        oracle.Platform);

    private static Dictionary<string, string> Context(string name, string source) => new() { [name] = source };
}
