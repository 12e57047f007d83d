using Olympian.Build.Options;

namespace Olympian.Build.Tests.Options;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["ollama-host", "mongodb-uri", "yes", "BuildProd", "BuildProdClean"];

    [TestCase("olama-host", "ollama-host")]
    [TestCase("OLLAMAHOST", "ollama-host")]
    [TestCase("mongo-uri", "mongodb-uri")]
    [TestCase("oxxama-host", "ollama-host")]
    [TestCase("oxxxxa-host", null)]
    [TestCase("yse", "yes")]
    [TestCase("build-pord", "BuildProd")]
    [TestCase("buildprodclena", "BuildProdClean")]
    [TestCase("bulidprodclean", "BuildProdClean")]
    [TestCase("something-else", null)]
    [TestCase("zzzzzz", null)]
    [TestCase("", null)]
    public void Finds_what_was_meant(string typed, string? nearest) => Assert.That(NearestName.Of(typed, Names), Is.EqualTo(nearest));

    [Test]
    public void Finds_nothing_among_nothing() => Assert.That(NearestName.Of("a", []), Is.Null);

    [Test]
    public void Asks_with_the_names_prefix() =>
        Assert.That(NearestName.Suggestion("mongo-uri", Names, "--"), Is.EqualTo(" Did you mean '--mongodb-uri'?"));

    [Test]
    public void Says_nothing_where_it_can_only_guess() => Assert.That(NearestName.Suggestion("zzzzzz", Names), Is.Empty);
}
