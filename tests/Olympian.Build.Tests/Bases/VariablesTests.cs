using Olympian.Deployment;
using Olympian.Deployment.Bases;
using static Olympian.Build.Tests.Bases.Builds;

namespace Olympian.Build.Tests.Bases;

/// <summary>What FROM makes of variables.</summary>
public sealed class VariablesTests
{
    [TestCase("ARG I=a\nFROM $I", "", "a:latest")]
    [TestCase("ARG I=a\nFROM $I", "I=b", "b:latest")]
    [TestCase("ARG I=a\nFROM x$I", "I=", "x:latest")]
    [TestCase("ARG I\nFROM $I", "I=b", "b:latest")]
    [TestCase("FROM x$I", "I=b", "x:latest")]
    [TestCase("ARG I=a J=$I-$I\nFROM $J", "", "a-a:latest")]
    [TestCase("ARG I=a\nARG J=${I}b\nARG I=c\nFROM $J$I", "", "abc:latest")]
    [TestCase("ARG J=$I\nARG I=a\nFROM x$J", "", "x:latest")]
    [TestCase("ARG J=$I\nARG I=a\nFROM x$J", "J=j", "xj:latest")]
    [TestCase("ARG I=\"a\"\nFROM $I", "", "a:latest")]
    [TestCase("ARG I='a$J'\nFROM x", "", "x:latest")]
    [TestCase("ARG I=a\\\nb\nFROM $I", "", "ab:latest")]
    [TestCase("ARG T=1\nFROM a:$T AS x\nARG T=2\nFROM b:$T\nCOPY --from=x / /", "", "a:1 b:1")]
    [TestCase("ARG I=a\nFROM $I AS x\nARG I=b\nFROM $I", "", "a:latest")]
    [TestCase("ARG I=it's\nFROM a", "", "a:latest")]
    [TestCase("ARG BUILDARCH=x\nFROM a:$BUILDARCH", "", "a:x")]
    [TestCase("FROM a:$BUILDARCH", "BUILDARCH=y", "a:y")]
    [TestCase("FROM a:$TARGETOS-$TARGETARCH-${TARGETVARIANT:-none}", "", "a:linux-amd64-none")]
    public void Come_from_global_arguments(string dockerfile, string arguments, string images) =>
        Assert.That(ImagesOf(dockerfile, Plain with { Arguments = Arguments(arguments) }), Is.EqualTo(images));

    [Test]
    public void Come_from_our_arguments_before_those_of_compose_and_the_environment() =>
        Assert.That(
            DockerfileBases.Of(
                Plain with { Arguments = Arguments("I=compose J=compose K L") },
                "ARG I=no\nARG J=no\nARG K=no\nARG L=standard\nFROM $I-$J-$K-$L",
                new Dictionary<string, string> { ["I"] = "ours" },
                new Dictionary<string, string> { ["I"] = "environment", ["J"] = "environment", ["K"] = "environment" },
                "linux/amd64").Single().Image.Familiar,
            Is.EqualTo("ours-compose-environment-standard:latest"));

    // V is "abcabc", E is empty, U is nothing at all.
    [TestCase("$V", "abcabc")]
    [TestCase("${V}", "abcabc")]
    [TestCase("x$V.y", "xabcabc.y")]
    [TestCase("x$V_y", "x")]
    [TestCase("x$U", "x")]
    [TestCase("${V:-x}", "abcabc")]
    [TestCase("${E:-x}", "x")]
    [TestCase("${U:-x}", "x")]
    [TestCase("${V-x}", "abcabc")]
    [TestCase("y${E-x}", "y")]
    [TestCase("${U-x}", "x")]
    [TestCase("${V:+x}", "x")]
    [TestCase("y${E:+x}", "y")]
    [TestCase("y${U:+x}", "y")]
    [TestCase("${V+x}", "x")]
    [TestCase("${E+x}", "x")]
    [TestCase("y${U+x}", "y")]
    [TestCase("${V:?no}", "abcabc")]
    [TestCase("y${E?no}", "y")]
    [TestCase("${U:-${V}}", "abcabc")]
    [TestCase("${U:-${U:-${U:-x}}}", "x")]
    [TestCase("${U:-\"x\"}", "x")]
    [TestCase("${U:-'x'}", "x")]
    [TestCase("${U:-x\\y}", "xy")]
    [TestCase("${V#a}", "bcabc")]
    [TestCase("${V#b}", "abcabc")]
    [TestCase("${V#*b}", "cabc")]
    [TestCase("${V##*b}", "c")]
    [TestCase("${V#?}", "bcabc")]
    [TestCase("${V%c}", "abcab")]
    [TestCase("${V%b*}", "abca")]
    [TestCase("${V%%b*}", "a")]
    [TestCase("${V%b}", "abcabc")]
    [TestCase("x${V%%*}", "x")]
    [TestCase("${V/b/x}", "axcabc")]
    [TestCase("${V//b/x}", "axcaxc")]
    [TestCase("${V//b/}", "acac")]
    [TestCase("${V/b*c/x}", "ax")]
    [TestCase("${V//?b/x}", "xcxc")]
    [TestCase("${V//*/x}", "x")]
    [TestCase("y${U/b/x}", "y")]
    [TestCase("${P##*/}", "c-d")]
    [TestCase("${P%/*}", "a.b")]
    [TestCase("${P/\\//-}", "a.b-c-d")]
    [TestCase("${P//./-}", "a-b/c-d")]
    [TestCase("'$V'x", null)]
    [TestCase("\"${V}\"", "abcabc")]
    [TestCase("\"${U:-\"x\"}\"", "x")]
    [TestCase("\"x\\y\"", null)]
    [TestCase("x$", null)]
    [TestCase("x$-", "x")]
    [TestCase("x$1y", "xy")]
    [TestCase("x${1}y", "xy")]
    [TestCase("${}", null)]
    [TestCase("${:x}", null)]
    [TestCase("${V!}", null)]
    [TestCase("${V:=x}", null)]
    [TestCase("${V/b}", null)]
    [TestCase("${V#\\a}", null)]
    [TestCase("${V#}", null)]
    [TestCase("${E:?no}", null)]
    [TestCase("${U?no}", null)]
    public void Are_filled_in(string word, string? expected)
    {
        var dockerfile = $"ARG V=abcabc\nARG E=\nARG P=a.b/c-d\nFROM {word}\n";

        if (expected is null)
        {
            Assert.That(() => ImagesOf(dockerfile), Throws.TypeOf<UsageFailure>().With.Message.Contains("line 4: "));
            return;
        }

        Assert.That(ImagesOf(dockerfile), Is.EqualTo($"{expected}:latest"));
    }

    // BuildKit 0.13 and those of 2026 would build on different images, or one of them on none.
    [TestCase("ARG X\nFROM ${X-a}b")]
    [TestCase("ARG X\nFROM ${X+a}b")]
    [TestCase("ARG X\nFROM a${X?no}")]
    [TestCase("ARG TARGETARCH\nFROM a:1$TARGETARCH")]
    [TestCase("ARG X=1\nARG X\nFROM a:1$X")]
    [TestCase("ARG X=${Y:?no}\nFROM a:1$X")]
    [TestCase("FROM a$TARGETSTAGE")]
    [TestCase("ARG X=$TARGETSTAGE\nFROM a$X")]
    [TestCase("ARG R='$0'\nARG X=abc\nFROM ${X//b/$R}")]
    public void Are_refused_where_builders_differ(string dockerfile) =>
        Assert.That(() => ImagesOf(dockerfile), Throws.TypeOf<UsageFailure>().With.Message.Contains(": FROM: "));

    [TestCase("ARG X\nFROM a$X", "a:latest")]
    [TestCase("ARG X\nFROM ${X:-a}", "a:latest")]
    [TestCase("ARG X\nFROM a${X:+b}", "a:latest")]
    [TestCase("ARG X\nFROM a${X-}", "a:latest")]
    [TestCase("ARG TARGETVARIANT\nFROM a$TARGETVARIANT", "a:latest")]
    [TestCase("ARG TARGETSTAGE=x\nFROM a$TARGETSTAGE", "ax:latest")]
    public void Are_taken_where_builders_agree_all_the_same(string dockerfile, string images) =>
        Assert.That(ImagesOf(dockerfile), Is.EqualTo(images));
}
