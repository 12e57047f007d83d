using Olympian.Deployment;
using static Olympian.Build.Tests.Bases.Builds;

namespace Olympian.Build.Tests.Bases;

/// <summary>What of a Dockerfile's lines is an instruction. Those that must not be are "FROM evil".</summary>
public sealed class DockerfileTextTests
{
    [TestCase("FROM \\\n  a", "a:latest")]
    [TestCase("FROM a\\\nb", "ab:latest")]
    [TestCase("FROM a\\ \t\nb", "ab:latest")]
    [TestCase("FR\\\nOM a", "a:latest")]
    [TestCase("FROM \\\n# a comment\n\n  \t\n\t# and one with an end \\\n a", "a:latest")]
    [TestCase("FROM a\nRUN x \\\n# FROM evil\n y", "a:latest")]
    [TestCase("FROM a\nRUN x \\\nFROM evil", "a:latest")]
    [TestCase("FROM a\nRUN x \\\\\nFROM b", "b:latest")]
    [TestCase("\\\nFROM a", "a:latest")]
    [TestCase("FROM a\nRUN x \\", "a:latest")]
    [TestCase("FROM a\n# x \\\nFROM b", "b:latest")]
    [TestCase("FROM a\nRUN \\\r\n  FROM evil\r\n", "a:latest")]
    public void Joins_continued_lines(string dockerfile, string images) => Assert.That(ImagesOf(dockerfile), Is.EqualTo(images));

    [TestCase("# escape=`\nFROM `\na", "a:latest")]
    [TestCase("# escape=`\nFROM al`pine", "alpine:latest")]
    [TestCase("# escape=`\nFROM a\nRUN dir c:\\\nFROM b", "b:latest")]
    [TestCase("#Escape = ` \nFROM `\na", "a:latest")]
    [TestCase("  # escape=`\nFROM `\na", "a:latest")]
    [TestCase("# syntax=x\n# escape=`\nFROM `\na", "x:latest a:latest")]
    [TestCase("# any comment\n# escape=`\nFROM \\\na", "a:latest")]
    [TestCase("\n# escape=`\nFROM \\\na", "a:latest")]
    [TestCase("# check=skip=all\n# escape=\\\nFROM \\\na", "a:latest")]
    [TestCase("# escape=`\nFROM a\nRUN --mount=from=b\\,target=/x y", "a:latest b:latest")]
    public void Takes_the_escape_character_from_its_directive(string dockerfile, string images) =>
        Assert.That(ImagesOf(dockerfile), Is.EqualTo(images));

    [Test]
    public void Refuses_an_escape_character_that_older_builders_do_not_see() =>
        Assert.That(
            () => ImagesOf("# check=skip=all\n# escape=`\nFROM a"),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("line 2: older builders"));

    [TestCase("RUN <<EOF\nFROM evil\nEOF")]
    [TestCase("run <<eof\nFROM evil\neof")]
    [TestCase("RUN <<'EOF'\nFROM evil\nEOF")]
    [TestCase("RUN <<\"E F\"\nFROM evil\nE F")]
    [TestCase("RUN <<E\\OF\nFROM evil\nEOF")]
    [TestCase("RUN <<-EOF\nFROM evil\n\t\tEOF")]
    [TestCase("RUN <<-EOF\n\tFROM evil\nEOF")]
    [TestCase("RUN <<EOF\n\tEOF\nFROM evil\nEOF")]
    [TestCase("RUN <<EOF\nEOF \nFROM evil\nEOF")]
    [TestCase("RUN 3<<EOF cat <&3\nFROM evil\nEOF")]
    [TestCase("RUN cat <<A && cat <<-B\nFROM evil\nB\nA\nFROM evil\n\tB")]
    [TestCase("RUN cat \\\n <<EOF\nFROM evil\nEOF")]
    [TestCase("RUN <<EOF\nFROM evil \\\nEOF")]
    [TestCase("RUN <<EOF\n# FROM evil\nEOF")]
    [TestCase("RUN <<EOF\r\nFROM evil\r\nEOF\r\n")]
    [TestCase("RUN <<$X\nFROM evil\n$X")]
    [TestCase("RUN <<${X:-y}\nFROM evil\n${X:-y}")]
    [TestCase("RUN echo $(cat <<EOF)\nFROM evil\nEOF)")]
    [TestCase("RUN --mount=target=/x <<EOF\nFROM evil\nEOF")]
    [TestCase("COPY <<EOF /file\nFROM evil\nEOF")]
    [TestCase("COPY <<a <<b /dir/\nFROM evil\na\nFROM evil\nb")]
    [TestCase("ADD <<EOF /file\nFROM evil\nEOF")]
    [TestCase("ONBUILD RUN <<EOF\nFROM evil\nEOF")]
    [TestCase("ONBUILD COPY <<EOF /file\nFROM evil\nEOF")]
    public void Finds_no_instruction_in_a_heredoc(string instruction) =>
        Assert.That(ImagesOf($"FROM a\n{instruction}\nCOPY --from=b / /\n"), Is.EqualTo("a:latest b:latest"));

    [TestCase("RUN [\"cat\", \"<<EOF\"]")]
    [TestCase("RUN [\"cat\"] <<EOF")]
    [TestCase("RUN echo '<<EOF'")]
    [TestCase("RUN echo \"a <<EOF\"")]
    [TestCase("RUN echo \\<<EOF")]
    [TestCase("RUN echo x<<EOF")]
    [TestCase("RUN cat <<<EOF")]
    [TestCase("RUN echo $((1 << 2))")]
    [TestCase("RUN echo it's <<EOF")]
    [TestCase("RUN echo ${} <<EOF")]
    [TestCase("RUN cat <<-")]
    [TestCase("RUN cat <<\"\"")]
    [TestCase("CMD cat <<EOF")]
    [TestCase("LABEL a=<<EOF")]
    [TestCase("ONBUILD ONBUILD RUN <<EOF")]
    [TestCase("# RUN <<EOF")]
    public void Takes_for_no_heredoc(string instruction) =>
        Assert.That(ImagesOf($"FROM a\n{instruction}\nCOPY --from=b / /\n"), Is.EqualTo("a:latest b:latest"));

    [Test]
    public void Takes_brackets_that_are_no_JSON_for_text() =>
        Assert.That(ImagesOf("FROM a\nRUN [ -f x ] <<EOF\nFROM evil\nEOF\n"), Is.EqualTo("a:latest"));

    [Test]
    public void Refuses_a_JSON_array_of_anything_but_strings() =>
        Assert.That(
            () => ImagesOf("FROM a\nRUN [\"a\", 1]"),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("line 2: RUN: the JSON array holds"));
}
