using Olympian.Build.Adapters.Docker;

namespace Olympian.Build.Tests.Adapters.Docker;

public sealed class LayerSizesTests
{
    [Test]
    public void Gives_each_layer_its_size_by_its_chain_id()
    {
        var sizes = LayerSizes.Of(
            ["sha256:1111111111111111111111111111111111111111111111111111111111111111", "sha256:2222222222222222222222222222222222222222222222222222222222222222"],
            [("CMD [\"/app\"]", 0), ("COPY f /f # buildkit", 3), ("LABEL a=b", 0), ("ADD file:… in /", 5)]);

        // printf 'sha256:1111… sha256:2222…' | sha256sum
        Assert.That(sizes, Is.EquivalentTo(new Dictionary<string, long>
        {
            ["sha256:1111111111111111111111111111111111111111111111111111111111111111"] = 5,
            ["sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5"] = 3,
        }));
    }

    [Test]
    public void Knows_a_step_that_made_an_empty_layer() =>
        Assert.That(LayerSizes.Of(["sha256:a", "sha256:b"], [("WORKDIR /app", 0), ("COPY f /f # buildkit", 3)]).Values, Is.EquivalentTo(new[] { 3, 0 }));

    [Test]
    public void Knows_the_classic_builders_steps_without_a_layer() =>
        Assert.That(LayerSizes.Of(["sha256:a"], [("/bin/sh -c #(nop)  ENV A=b", 0), ("/bin/sh -c #(nop) ADD file:… in / ", 7)]), Has.Count.EqualTo(1));

    [Test]
    public void Says_nothing_when_steps_and_layers_do_not_match() =>
        Assert.That(LayerSizes.Of(["sha256:a", "sha256:b"], [("COPY f /f # buildkit", 3)]), Is.Empty);
}
