using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Diagnosis;

public sealed class MissingSourceTests
{
    private static readonly ServiceBuild Backend = new(
        "backend", "/srv/app", "/srv/docker/Dockerfile", null, null,
        new Dictionary<string, string?>(),
        new Dictionary<string, string> { ["assets"] = "/srv/assets", ["base"] = "docker-image://debian" },
        new Dictionary<string, string>(), [], null, [], []);

    [TestCase("notes.md", "'notes.md' is in the build context /srv/app, but line 2 of /srv/app/.dockerignore leaves it out: *.md")]
    [TestCase("dist/app.js", "'dist/app.js' is in the build context /srv/app, but line 3 of /srv/app/.dockerignore leaves it out: dist/")]
    [TestCase("Package.json", "'Package.json' is not in the build context /srv/app: /srv/app has no 'Package.json', but has 'package.json': upper and lower case count (its ignore rules are in /srv/app/.dockerignore).")]
    [TestCase("src/gone.ts", "'src/gone.ts' is not in the build context /srv/app: /srv/app/src has no 'gone.ts' (its ignore rules are in /srv/app/.dockerignore).")]
    [TestCase("src/*.rs", "Nothing that is sent of the build context /srv/app matches 'src/*.rs'; its ignore rules are in /srv/app/.dockerignore.")]
    [TestCase("src/app.ts", "'src/app.ts' is in the build context /srv/app now and no rule leaves it out (its ignore rules are in /srv/app/.dockerignore): it came after the build had begun.")]
    public void Says_of(string path, string expected) => Assert.That(Explain(path, "[build 4/7] COPY x /app/"), Is.EqualTo(expected));

    [Test]
    public void Does_not_blame_the_context_for_what_a_stage_did_not_make() => Assert.That(
        Explain("app/dist", "[stage-1 3/5] COPY --from=build /app/dist /srv"),
        Is.EqualTo("'/app/dist' was looked for in 'build' (--from=build), not in the build context: that stage or image does not hold it."));

    [Test]
    public void Names_the_pattern_where_BuildKit_names_only_its_directory() => Assert.That(
        new MissingSource(new ContextFilesDouble()).Explain(
            Backend,
            "[build 4/7] COPY ./src/*.rs /app/",
            LogDiagnosis.Of("ERROR: lstat /var/lib/docker/tmp/buildkit-mount2021936595/src: no such file or directory")),
        Is.EqualTo("Nothing that is sent of the build context /srv/app matches 'src/*.rs'; its ignore rules are in /srv/app/.dockerignore."));

    [Test]
    public void Looks_into_an_additional_context() => Assert.That(
        Explain("logo.svg", "[stage-1 3/5] COPY --from=assets logo.svg /srv"),
        Is.EqualTo("'logo.svg' is not in the build context /srv/assets: /srv/assets has no 'logo.svg' (there is no ignore file)."));

    [Test]
    public void Has_nothing_to_say_of_another_failure() => Assert.That(
        new MissingSource(new ContextFilesDouble()).Explain(Backend, null, LogDiagnosis.Of("no space left on device")), Is.Null);

    private static string? Explain(string path, string step) => new MissingSource(new ContextFilesDouble()).Explain(
        Backend, step, LogDiagnosis.Of($"ERROR: failed to calculate checksum of ref x::y: \"/{path}\": not found"));
}
