using Olympian.Deployment;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using static Olympian.Build.Tests.Bases.Builds;

namespace Olympian.Build.Tests.Bases;

/// <summary>The rules one by one; Olympian.Docker.Tests holds them against BuildKit itself.</summary>
public sealed class DockerfileBasesTests
{
    private static readonly string Digest = $"sha256:{new string('a', 64)}";

    [Test]
    public void Tells_image_use_and_place_of_each_in_order() =>
        Assert.That(
            BasesOf(
                Plain with { AdditionalContexts = new Dictionary<string, string> { ["tools"] = "docker-image://ghcr.io/me/tools:1" } },
                """
                # syntax=docker/dockerfile:1
                ARG NODE=node:22
                FROM --platform=linux/arm64 ${NODE} AS build
                RUN --mount=type=bind,from=busybox,target=/b true
                FROM nginx
                COPY --from=build /a /a
                COPY --from=127.0.0.1:5000/conf:2 /c /c
                COPY --from=tools /t /t
                """),
            Is.EqualTo(new BaseReference[]
            {
                new(ImageReference.Parse("docker/dockerfile:1"), null, BaseUse.Frontend, "# syntax in line 1"),
                new(ImageReference.Parse("node:22"), "linux/arm64", BaseUse.Stage, "FROM in line 3"),
                new(ImageReference.Parse("busybox"), null, BaseUse.Mount, "RUN --mount in line 4"),
                new(ImageReference.Parse("nginx"), null, BaseUse.Stage, "FROM in line 5"),
                new(ImageReference.Parse("127.0.0.1:5000/conf:2"), null, BaseUse.Copy, "COPY --from in line 7"),
                new(
                    ImageReference.Parse("ghcr.io/me/tools:1"),
                    null,
                    BaseUse.Context,
                    "COPY --from in line 8, by the additional context 'tools'"),
            }));

    [TestCase("FROM a\nCOPY --from=a / /\nRUN --mount=from=a,target=/x true", "a:latest")]
    [TestCase("FROM a AS x\nFROM docker.io/library/a:latest\nCOPY --from=x / /", "a:latest")]
    [TestCase("FROM a\nCOPY --from=b / /\nCOPY --from=a:1 / /\nCOPY --from=b / /", "a:latest b:latest a:1")]
    public void Tells_each_once(string dockerfile, string images) => Assert.That(ImagesOf(dockerfile), Is.EqualTo(images));

    [TestCase("FROM scratch", "")]
    [TestCase("FROM scratch\nCOPY --from=scratch / /\nRUN --mount=type=cache,target=/x true", "")]
    [TestCase("FROM a AS x\nFROM x AS y\nFROM y", "a:latest")]
    [TestCase("FROM a AS Build\nFROM b\nCOPY --from=BUILD / /", "a:latest b:latest")]
    [TestCase("FROM a AS build\nFROM b\nRUN --mount=from=Build,target=/x true", "a:latest b:latest")]
    [TestCase("FROM a AS x\nFROM b\nCOPY --from=0 / /", "a:latest b:latest")]
    [TestCase("FROM a AS x\nFROM b\nCOPY --from=+0 / /", "a:latest b:latest")]
    [TestCase("FROM a\nFROM b\nRUN --mount=from=0,target=/x true", "b:latest 0:latest")]
    [TestCase("FROM a\nFROM 0", "0:latest")]
    [TestCase("FROM a\nCOPY --from=99999999999999999999 / /", "a:latest 99999999999999999999:latest")]
    [TestCase("FROM a AS a\nFROM a", "a:latest")]
    [TestCase("FROM a AS x\nFROM b AS x\nFROM x", "b:latest")]
    [TestCase("FROM a AS x\nFROM x AS y\nFROM b AS x\nFROM y\nCOPY --from=x / /", "a:latest b:latest")]
    [TestCase("FROM a AS scratch\nFROM b\nRUN --mount=type=cache,target=/x true", "a:latest b:latest")]
    public void Knows_stages_from_images(string dockerfile, string images) => Assert.That(ImagesOf(dockerfile), Is.EqualTo(images));

    [TestCase(null, "a:latest b:latest")]
    [TestCase("", "a:latest b:latest")]
    [TestCase("last", "a:latest b:latest")]
    [TestCase("LAST", "a:latest b:latest")]
    [TestCase("middle", "m:latest")]
    [TestCase("first", "a:latest")]
    public void Tells_only_what_the_target_needs(string? target, string images) =>
        Assert.That(
            ImagesOf("FROM a AS first\nFROM m AS middle\nFROM b AS last\nCOPY --from=first / /\nFROM last", Plain with { Target = target }),
            Is.EqualTo(images));

    [Test]
    public void Does_not_mind_what_the_target_does_not_need() =>
        Assert.That(ImagesOf("FROM ${NOTHING} AS x\nFROM --platform=? b AS y\nFROM Bad:Name:1 AS z\nFROM a"), Is.EqualTo("a:latest"));

    [TestCase("RUN --mount=type=bind,from=b,target=/x true", "b:latest")]
    [TestCase("RUN --mount=target=/x,from=b --mount=from=c,target=/y true", "b:latest c:latest")]
    [TestCase("RUN --mount=FROM=b,target=/x true", "b:latest")]
    [TestCase("RUN --mount=type=cache,from=b,target=/x true", "b:latest")]
    [TestCase("RUN --mount=type=$KIND,from=b,target=/x true", "b:latest")]
    [TestCase("RUN --mount='from=b,target=/x y' true", "b:latest")]
    [TestCase("RUN --mount='\"from=b\",\"target=/x,y\"' true", "b:latest")]
    [TestCase("RUN --mount=from=b\\,target=/x true", "b:latest")]
    [TestCase("RUN --network=none --mount=from=b,target=/x true", "b:latest")]
    [TestCase("RUN --mount=target=/x,type=tmpfs true", "")]
    [TestCase("RUN --mount=from=,target=/x true", "")]
    [TestCase("RUN -- --mount=from=b,target=/x true", "")]
    [TestCase("RUN true --mount=from=b,target=/x", "")]
    [TestCase("RUN --mount=from=b,target=/x [\"true\"]", "b:latest")]
    [TestCase("copy --from=b / /", "b:latest")]
    [TestCase("COPY --chown=1:1 --from=b / /", "b:latest")]
    [TestCase("COPY --from=\"b\" / /", "b:latest")]
    [TestCase("COPY --from=b [\"/\", \"/\"]", "b:latest")]
    [TestCase("COPY --from= / /", "")]
    [TestCase("COPY / --from=b /", "")]
    [TestCase("ADD https://example.com/f.tar /", "")]
    [TestCase("ADD https://github.com/moby/buildkit.git#v0.13 /", "")]
    [TestCase("ENV IMAGE=b", "")]
    [TestCase("ONBUILD COPY --from=b / /", "")]
    public void Reads_what_an_instruction_takes_files_from(string instruction, string images) =>
        Assert.That(ImagesOf($"FROM a\n{instruction}\n"), Is.EqualTo($"a:latest {images}".Trim()));

    [TestCase("FROM a AS x\nONBUILD COPY --from=b / /\nFROM x", "a:latest b:latest")]
    [TestCase("FROM a AS x\nONBUILD RUN --mount=from=b,target=/x true\nFROM x AS y\nFROM y", "a:latest b:latest")]
    [TestCase("FROM a AS x\nONBUILD COPY --from=b / /\nFROM c\nCOPY --from=x / /", "a:latest c:latest")]
    public void Reads_what_a_stage_keeps_for_those_that_begin_with_it(string dockerfile, string images) =>
        Assert.That(ImagesOf(dockerfile), Is.EqualTo(images));

    [TestCase("FROM node", "node:latest")]
    [TestCase("from node as x", "node:latest")]
    [TestCase("FROM\tnode  As\tx", "node:latest")]
    [TestCase("  FROM node:22  ", "node:22")]
    [TestCase("FROM \"node:22\"", "node:22")]
    [TestCase("FROM no\\de", "node:latest")]
    [TestCase("FROM 'no'de", "node:latest")]
    [TestCase("FROM docker.io/library/node:22", "node:22")]
    [TestCase("FROM localhost:5000/x/y:z", "localhost:5000/x/y:z")]
    [TestCase("FROM node\r\nRUN true\r\n", "node:latest")]
    [TestCase("\uFEFFFROM node", "node:latest")]
    [TestCase("\n\n# c\nFROM node", "node:latest")]
    [TestCase("#!/usr/bin/env builder\nFROM node", "node:latest")]
    public void Reads_FROM(string dockerfile, string images) => Assert.That(ImagesOf(dockerfile), Is.EqualTo(images));

    [TestCase("", "")]
    [TestCase("linux/amd64", "")]
    [TestCase("linux/x86_64", "")]
    [TestCase("amd64", "")]
    [TestCase("linux", "")]
    [TestCase("$BUILDPLATFORM", "")]
    [TestCase("linux/arm64", "linux/arm64")]
    [TestCase("linux/aarch64/v8", "linux/arm64")]
    [TestCase("linux/arm", "linux/arm/v7")]
    [TestCase("'armhf'", "linux/arm/v7")]
    [TestCase("linux/arm/6", "linux/arm/v6")]
    [TestCase("windows", "windows/amd64")]
    [TestCase("${NONE:-linux/s390x}", "linux/s390x")]
    [TestCase("$BUILDOS/riscv64", "linux/riscv64")]
    public void Tells_the_platform_where_it_is_not_the_engines(string asked, string platform) =>
        Assert.That(
            BasesOf(Plain, $"FROM {(asked.Length == 0 ? "" : $"--platform={asked} ")}node\nCOPY --from=a / /")
                .Select(found => $"{found.Image.Familiar} {found.Platform}"),
            Is.EqualTo(new[] { $"node:latest {platform}", "a:latest " }));

    [Test]
    public void Asks_for_every_image_of_a_build_for_another_platform() =>
        Assert.That(
            BasesOf(
                Plain with { Platforms = ["linux/arm64"] },
                """
                FROM --platform=$BUILDPLATFORM go:$BUILDARCH AS build
                FROM app:$TARGETARCH$TARGETVARIANT
                COPY --from=busybox / /
                COPY --from=build / /
                """)
                .Select(found => $"{found.Image.Familiar} {found.Platform}"),
            Is.EqualTo(new[] { "go:amd64 ", "app:arm64 linux/arm64", "busybox:latest linux/arm64" }));

    [Test]
    public void Tells_the_images_of_each_platform() =>
        Assert.That(
            BasesOf(Plain with { Platforms = ["linux/amd64", "linux/arm"] }, "FROM a-$TARGETARCH$TARGETVARIANT\nCOPY --from=b / /")
                .Select(found => $"{found.Image.Familiar} {found.Platform}"),
            Is.EqualTo(new[] { "a-amd64:latest ", "b:latest ", "a-armv7:latest linux/arm/v7", "b:latest linux/arm/v7" }));

    [TestCase("docker-image://other", "other:latest")]
    [TestCase("docker-image://localhost:5000/other:1", "localhost:5000/other:1")]
    [TestCase("docker-image://scratch", "")]
    [TestCase("/home/me/node", "")]
    [TestCase("oci-layout:///home/me/node:22", "")]
    [TestCase("https://github.com/moby/buildkit.git", "")]
    [TestCase("https://example.com/context.tar", "")]
    [TestCase("git@github.com:moby/buildkit.git", "")]
    public void Puts_a_context_in_the_place_of_an_image_or_a_stage(string context, string images) => Assert.Multiple(() =>
    {
        Assert.That(ImagesOf("FROM node:22\n", With("node:22", context)), Is.EqualTo(images), "FROM");
        Assert.That(ImagesOf("FROM scratch\nCOPY --from=node:22 / /\n", With("node:22", context)), Is.EqualTo(images), "COPY --from");
        Assert.That(ImagesOf("FROM scratch\nRUN --mount=from=x,target=/x y\n", With("x", context)), Is.EqualTo(images), "RUN --mount");
        Assert.That(
            ImagesOf("FROM never AS build\nCOPY --from=no / /\nFROM scratch\nCOPY --from=build / /\n", With("build", context)),
            Is.EqualTo(images),
            "a stage");
    });

    [TestCase("node", "node", "")]
    [TestCase("node:latest", "node", "")]
    [TestCase("docker.io/library/node", "node", "")]
    [TestCase("node", "docker.io/library/node:latest", "")]
    [TestCase("node", "node:22", "node:22")]
    [TestCase("node:22", "node", "node:latest")]
    [TestCase("scratch", "node", "node:latest")]
    public void Knows_an_image_by_each_of_its_names(string context, string image, string images) =>
        Assert.That(ImagesOf($"FROM {image}", With(context, "/directory")), Is.EqualTo(images));

    [Test]
    public void Knows_a_context_by_the_image_with_its_digest() =>
        Assert.That(ImagesOf($"FROM node@{Digest}", With($"node@{Digest}", "docker-image://other")), Is.EqualTo("other:latest"));

    [Test]
    public void Leaves_a_stage_that_is_named_context_alone() =>
        Assert.That(ImagesOf("FROM a AS context\nFROM context", With("context", "/directory")), Is.EqualTo("a:latest"));

    [TestCase("# syntax=docker/dockerfile:1\nFROM a", "docker/dockerfile:1")]
    [TestCase("#syntax = docker/dockerfile:1  \nFROM a", "docker/dockerfile:1")]
    [TestCase("# SYNTAX=x:1 with arguments\nFROM a", "x:1")]
    [TestCase("# escape=\\\n# syntax=x\nFROM a", "x:latest")]
    [TestCase("#!/usr/bin/env x\n# syntax=x\nFROM a", "x:latest")]
    [TestCase("# comment\n# syntax=x\nFROM a", "")]
    [TestCase("\n# syntax=x\nFROM a", "")]
    [TestCase(" # syntax=x\nFROM a", "")]
    [TestCase("FROM a\n# syntax=x\n", "")]
    public void Tells_the_frontend(string dockerfile, string image) =>
        Assert.That(
            BasesOf(Plain, dockerfile).Where(found => found.Use == BaseUse.Frontend).Select(found => found.Image.Familiar),
            Is.EqualTo(image.Length == 0 ? [] : new[] { image }));

    [Test]
    public void Tells_the_frontend_that_an_argument_names() =>
        Assert.That(
            BasesOf(Plain with { Arguments = Arguments("BUILDKIT_SYNTAX=x:2") }, "# syntax=x:1\nFROM a")[0],
            Is.EqualTo(new BaseReference(ImageReference.Parse("x:2"), null, BaseUse.Frontend, "the build argument BUILDKIT_SYNTAX")));

    [Test]
    public void Takes_a_platform_from_the_environment_as_buildx_does()
    {
        var environment = new Dictionary<string, string> { ["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64" };

        Assert.That(DockerfileBases.Of(Plain, "FROM a", None, environment, "linux/amd64")[0].Platform, Is.EqualTo("linux/arm64"));
    }

    [TestCase("FROM a\nFROM b:\n", "/shop/Dockerfile, line 2: 'b:' is not the name of an image.")]
    [TestCase("FROM Node", "/shop/Dockerfile, line 1: 'Node' is not the name of an image.")]
    [TestCase("FROM a\nCOPY --from=$IMAGE / /", "line 2: '$IMAGE' is not the name of an image; variables are not filled in there.")]
    [TestCase("FROM a\nRUN --mount=from=$IMAGE,target=/x y", "line 2: '$IMAGE' is not the name of an image; variables")]
    [TestCase("ARG X\nFROM $X", "line 2: FROM $X: no image is left when its variables are filled in.")]
    [TestCase("FROM ${X:?which}", "line 1: FROM: X has no value: which.")]
    [TestCase("FROM ${X", "line 1: FROM: a '}' is missing in '${X'.")]
    [TestCase("FROM 'a", "line 1: FROM: a single quote is not closed in ''a'.")]
    [TestCase("FROM \"a", "line 1: FROM: a double quote is not closed in '\"a'.")]
    [TestCase("FROM a b", "line 1: FROM: it must be 'FROM image' or 'FROM image AS name'.")]
    [TestCase("FROM", "line 1: FROM: it must be 'FROM image' or 'FROM image AS name'.")]
    [TestCase("FROM a AS 1x", "line 1: FROM: '1x' cannot be the name of a stage.")]
    [TestCase("FROM --platform=nowhere a", "line 1: FROM --platform=nowhere: 'nowhere' is no platform such as linux/amd64.")]
    [TestCase("FROM --platform a", "line 1: FROM: the flag --platform has no value.")]
    [TestCase("FROM a\nCOPY --from=b --from=c / /", "line 2: COPY: the flag --from is given twice.")]
    [TestCase("FROM a\nCOPY --from=1 / /", "line 2: COPY --from: there is no stage 1; they are counted from 0.")]
    [TestCase("FROM a\nCOPY --from=-1 / /", "line 2: COPY --from: there is no stage -1;")]
    [TestCase("FROM a AS x\nCOPY --from=y / /\nFROM x AS y", "line 2: it takes files from the stage of line 3, which must come before")]
    [TestCase("FROM a AS x\nCOPY --from=x / /", "line 2: it takes files from the stage of line 1, which must come before its own.")]
    [TestCase("FROM a\nRUN --mount='from=\"b,target=/x' y", "line 2: RUN: a quote stands within a field")]
    [TestCase("FROM a\nRUN --mount='\"from=b,target=/x' y", "line 2: RUN: a quote is not closed")]
    [TestCase("RUN x\nFROM a", "line 1: RUN: only ARG may stand before the first FROM.")]
    [TestCase("FROM a\n\nFROMM b", "line 3: 'FROMM' is no instruction this can read.")]
    [TestCase("# syntax=me/mine\nname: x", "line 2: 'NAME:' is no instruction this can read; me/mine may.")]
    [TestCase("# syntax=:\nFROM a", "line 1: ':', in # syntax in line 1, is not the name of an image.")]
    [TestCase("# escape=x\nFROM a", "line 1: the escape character must be \\ or `, not 'x'.")]
    [TestCase("# escape=`\n# escape=`\nFROM a", "line 2: there is more than one directive 'escape'.")]
    [TestCase("ARG =x\nFROM a", "line 1: ARG: a name is missing before '='.")]
    [TestCase("ARG X", "/shop/Dockerfile: it has no FROM.")]
    [TestCase("", "/shop/Dockerfile: it has no FROM.")]
    [TestCase("FROM a\nRUN <<EOF\nEOF2\n", "line 2: RUN: the text that '<<' begins is not ended by a line 'EOF'.")]
    public void Refuses_what_cannot_be_told_and_names_the_line(string dockerfile, string reason) =>
        Assert.That(
            () => ImagesOf(dockerfile),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("The images that the build of service 'web' stands on cannot be told.\n")
                .And.Message.Contains(reason));

    [Test]
    public void Refuses_a_target_that_is_no_stage() =>
        Assert.That(
            () => ImagesOf("FROM a AS x", Plain with { Target = "y" }),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("/shop/Dockerfile: it has no stage 'y', which is the target."));

    [TestCase("target:other")]
    [TestCase("service:other")]
    public void Refuses_a_context_that_another_build_makes(string context) =>
        Assert.That(
            () => ImagesOf("FROM x", With("x", context)),
            Throws.TypeOf<UsageFailure>().With.Message.Contains($"the additional context 'x' is what another build makes ({context})"));

    [Test]
    public void Refuses_a_context_that_is_no_image() =>
        Assert.That(
            () => ImagesOf("FROM x", With("x", "docker-image://A:b:c")),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("line 1: 'A:b:c' is not the name of an image."));

    [Test]
    public void Refuses_a_context_whose_name_is_none() =>
        Assert.That(
            () => ImagesOf("FROM x", With("A", "/directory")),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("'A' cannot be the name of an additional context."));

    [Test]
    public void Refuses_a_platform_that_is_none() =>
        Assert.That(
            () => ImagesOf("FROM x", Plain with { Platforms = ["amiga/os/3/1"] }),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("it is to be built for 'amiga/os/3/1', which is no platform such as"));

    [Test]
    public void Refuses_a_source_policy_which_could_name_other_images()
    {
        var environment = new Dictionary<string, string> { ["EXPERIMENTAL_BUILDKIT_SOURCE_POLICY"] = "policy.json" };

        Assert.That(
            () => DockerfileBases.Of(Plain, "FROM a", None, environment, "linux/amd64"),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("policy.json"));
    }

    [Test]
    public void Names_the_Dockerfile_that_stands_in_the_compose_file() =>
        Assert.That(
            () => ImagesOf("FROM a:", Plain with { Dockerfile = null, DockerfileInline = "FROM a:" }),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("The Dockerfile in the compose file, line 1: 'a:'"));

    private static ServiceBuild With(string name, string context) =>
        Plain with { AdditionalContexts = new Dictionary<string, string> { [name] = context } };
}
