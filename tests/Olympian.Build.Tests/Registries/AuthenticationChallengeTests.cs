using Olympian.Build.Adapters.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class AuthenticationChallengeTests
{
    [TestCase("", "")]
    [TestCase("Basic", "basic{}")]
    [TestCase("Basic realm=\"Registry Realm\"", "basic{realm=Registry Realm}")]
    [TestCase(
        "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:library/node:pull\"",
        "bearer{realm=https://auth.docker.io/token;service=registry.docker.io;scope=repository:library/node:pull}")]
    [TestCase(
        "Bearer realm=\"https://a.example/token\", scope=\"repository:a:pull,push\"",
        "bearer{realm=https://a.example/token;scope=repository:a:pull,push}")]
    [TestCase("BEARER Realm = \"https://a.example\" , SERVICE=a.example", "bearer{realm=https://a.example;service=a.example}")]
    [TestCase("Bearer realm=\"say \\\"a\\\\b\\\"\"", "bearer{realm=say \"a\\b\"}")]
    [TestCase("Bearer realm=\"https://a.example\", Basic realm=\"b\"", "bearer{realm=https://a.example} basic{realm=b}")]
    [TestCase("Negotiate, Basic realm=\"b\"", "negotiate{} basic{realm=b}")]
    [TestCase("Bearer realm=\"first\",realm=\"second\"", "bearer{realm=first}")]
    [TestCase("Bearer realm=\"never closed", "bearer{}")]
    [TestCase("Bearer realm=\"ends with \\", "bearer{}")]
    [TestCase("Bearer realm=", "bearer{}")]
    [TestCase("realm=\"without a scheme\"", "")]
    [TestCase(", ,Basic", "basic{}")]
    [TestCase("\"quoted\" Basic", "")]
    public void Reads(string header, string challenges) =>
        Assert.That(
            string.Join(' ', AuthenticationChallenge.Parse(header).Select(challenge =>
                $"{challenge.Scheme}{{{string.Join(';', challenge.Parameters.Select(pair => $"{pair.Key}={pair.Value}"))}}}")),
            Is.EqualTo(challenges));
}
